import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Load, type LoadRequest, type LoadResult } from './load.js';

/** Reads a load from stdin, writes its result to stdout. A separate process, so that requests do not take the services' time. */
async function main(): Promise<void> {
  const load = Load.parse(JSON.parse(await text(process.stdin)));
  await measure(load, load.seconds); // warms up pools, caches and compiled code
  process.stdout.write(JSON.stringify(await measure(load, load.seconds)));
}

async function measure(load: Load, seconds: number): Promise<LoadResult> {
  const requests = load.requests.map(requestOf);
  const latencies: number[] = [];
  const start = performance.now();
  const until = start + seconds * 1_000;
  let turn = 0;
  let failed = 0;
  const worker = async (): Promise<void> => {
    const socket = connect({ host: '127.0.0.1', port: load.port, noDelay: true });
    await once(socket, 'connect');
    while (performance.now() < until) {
      const began = performance.now();
      if ((await send(socket, requests[turn++ % requests.length] ?? '')) !== 200) failed += 1;
      latencies.push(performance.now() - began);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: load.inFlight }, worker));

  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    perSecond: (sorted.length * 1_000) / (performance.now() - start),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    failed,
  };
}

function requestOf({ method, path, headers, body }: LoadRequest): string {
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    ...(body !== null && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, '', body ?? ''].join('\r\n');
}

/**
 * Resolves with the status when the whole response has arrived. Uses a bare socket: Node's client took half as long to
 * read a response as the services took to make it, on the core that PostgreSQL needs.
 */
function send(socket: Socket, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    let missing = Infinity;
    const end = (): void => {
      socket.off('data', onData).off('error', reject).off('close', onClose);
    };
    const onClose = (): void => reject(new Error('the gateway closed a connection'));
    const onData = (chunk: Buffer): void => {
      missing -= chunk.length;
      if (status === undefined) {
        const head = headOf(chunk);
        status = head.status;
        missing = head.bytes - chunk.length;
      }
      if (missing > 0) return;
      end();
      resolve(status);
    };
    socket.on('data', onData).once('error', reject).once('close', onClose);
    socket.write(request);
  });
}

/** Reads the head of a response that has a content-length and all headers in its first chunk. */
function headOf(chunk: Buffer): { readonly status: number; readonly bytes: number } {
  const end = chunk.indexOf('\r\n\r\n');
  const head = chunk.toString('latin1', 0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? NaN);
  if (end === -1 || Number.isNaN(length)) throw new Error(`no response with a length: ${head}`);
  return { status: Number(head.slice(9, 12)), bytes: end + 4 + length };
}

await main();
