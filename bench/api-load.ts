import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Load, type Ask, type LoadResult } from './load.js';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** In a process of its own, so that asking does not take the time of answering: a load on stdin, its result on stdout. */
async function main(): Promise<void> {
  const load = Load.parse(JSON.parse(await text(process.stdin)));
  const before = await measure(load, load.seconds / 2); // warms up pools and compiled code
  const result = await measure(load, load.seconds);
  process.stdout.write(JSON.stringify({ ...result, answers: before.answers + result.answers }));
  agent.destroy();
}

async function measure(load: Load, seconds: number): Promise<LoadResult> {
  const latencies: number[] = [];
  const start = performance.now();
  const until = start + seconds * 1_000;
  let turn = 0;
  let failed = 0;
  const askOn = async (): Promise<void> => {
    while (performance.now() < until) {
      const began = performance.now();
      if ((await ask(load.port, load.asks[turn++ % load.asks.length])) !== 200) failed += 1;
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: load.inFlight }, askOn));

  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    answers: sorted.length,
    perSecond: (sorted.length * 1_000) / (performance.now() - start),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    failed,
  };
}

/** The status of the answer, once all of it is there. */
function ask(port: number, asked: Ask | undefined): Promise<number | undefined> {
  const { body = null, headers, ...where } = asked ?? {};
  const json = body === null ? {} : { 'content-type': 'application/json' };

  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port, agent, ...where, headers: { ...headers, ...json } },
      (answer) => {
        answer.once('error', reject).once('end', () => {
          resolve(answer.statusCode);
        });
        answer.resume();
      },
    );
    asking.once('error', reject).end(body ?? undefined);
  });
}

await main();
