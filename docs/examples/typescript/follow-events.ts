// Prints events as they happen, one JSON object a line. When the connection ends, it goes on after the last one.
const { NIMBUS_URL = 'http://localhost:3000', NIMBUS_KEY = '', TYPES } = process.env;
const address = `${NIMBUS_URL}/api/v1/events/stream/${TYPES === undefined ? '' : `?type=${TYPES}`}`;

/** A heartbeat comes every 15 seconds: a connection that is silent for longer is dead. */
const SILENCE_MS = 45_000;
const RETRY_MS = 2_000;

/** The blocks of one connection, each with its fields. It ends with the connection. */
async function* blocks(last: string | undefined) {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch(address, {
      headers: {
        Authorization: `Bearer ${NIMBUS_KEY}`,
        ...(last !== undefined && { 'Last-Event-ID': last }),
      },
      signal: silence.signal,
    });
    if (response.status === 429 || response.status >= 500) return;
    if (!response.ok || response.body === null) throw new Error(await response.text());
    let text = '';
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      timer.refresh();
      const complete = (text + part).split('\n\n');
      text = complete.pop() ?? '';
      for (const block of complete) yield new Map(block.split('\n').map(fieldIn));
    }
  } finally {
    clearTimeout(timer);
  }
}

function fieldIn(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}

let last: string | undefined;
for (;;) {
  try {
    for await (const block of blocks(last)) {
      last = block.get('id') ?? last;
      const data = block.get('data');
      if (data !== undefined) console.log(data);
    }
  } catch (error) {
    // A connection that was cut is a TypeError, a silent one an AbortError; the rest does not help itself.
    if (!(error instanceof TypeError || (error instanceof Error && error.name === 'AbortError'))) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}
