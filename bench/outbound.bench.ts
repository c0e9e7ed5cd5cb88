import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Pool } from 'undici';
import { Outbound, OutboundHttp } from '#outbound';
import { printTable, timed } from './table.js';

const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 20_000);
const CONNECTIONS = 10;
const ROUNDS = 5;
const body = JSON.stringify({ id: 'evt_', type: 'email.sent', data: { text: 'x'.repeat(500) } });
const headers = { 'content-type': 'application/json', 'webhook-id': 'evt_' };

/** Requests per second of `OutboundHttp` over ten connections to a web server in another thread, beside undici alone. */
export async function run(): Promise<void> {
  const sink = new Worker(new URL('http-sink.js', import.meta.url));
  const [port]: unknown[] = await once(sink, 'message');
  const origin = `http://127.0.0.1:${String(port)}`;
  const http = new OutboundHttp(
    new Outbound({ allowPrivateNetworks: false, allowedHosts: [`127.0.0.1:${String(port)}`] }),
  );
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const asked = { url: `${origin}/hook`, method: 'POST', headers, body, purpose: 'webhook' } as const;
  const limits = { timeoutMs: 15_000, maxBytes: 65_536, keepBytes: 2_000, whenLarger: 'cut' } as const;
  const ours = () => http.request({ ...asked, ...limits });
  const bare = async () => {
    const answer = await pool.request({ path: '/hook', method: 'POST', headers, body });
    await answer.body.text();
  };
  const best = await bestOf([ours, bare]);
  printTable('Outbound HTTP', [
    {
      name: 'POST over 10 connections',
      unit: 'requests/s',
      ours: REQUESTS / (best[0] ?? 0),
      baseline: REQUESTS / (best[1] ?? 0),
      baselineName: 'undici alone',
    },
  ]);
  await Promise.all([http.close(), pool.close(), sink.terminate()]);
}

/** The fewest seconds of each, measured in turn: other work of the machine meets both. */
async function bestOf(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const best = works.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, work] of works.entries()) {
      best[at] = Math.min(best[at] ?? Infinity, await timed(() => manyTimes(work)));
    }
  }
  return best;
}

const manyTimes = (work: () => Promise<unknown>): Promise<unknown> =>
  Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let done = 0; done < REQUESTS / CONNECTIONS; done += 1) await work();
    }),
  );
