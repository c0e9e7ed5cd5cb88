import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { requestTo } from './api-scenarios.js';
import { startBenchSystem } from './bench-system.js';
import { FloodResult, type Flood } from './flood.js';
import { loadOn, SECONDS } from './load-on.js';

const BODY_BYTES = 7_000_000;
const IN_FLIGHT = 4;
const BULK = '/api/v1/contacts/bulk/';

/** Requests of callers alone, and beside bodies of 7 MB that must be refused: without a token, and with one. */
export async function run(): Promise<void> {
  const system = await startBenchSystem();
  try {
    const rest = await system.newWorkspace();
    const request = requestTo(rest, 'contacts/?page_size=1');
    const port = Number(new URL(rest.baseUrl).port);
    const measure = () => loadOn({ port, requests: [request], inFlight: IN_FLIGHT });
    const flood = { port, path: BULK, bytes: BODY_BYTES, seconds: 2 * SECONDS };
    console.log(`\n${IN_FLIGHT} requests in flight beside bodies of 7 MB of small objects`);
    console.log(line(['', 'responses/s', 'p50 ms', 'p95 ms', 'p99 ms', 'failed', 'bodies by status']));
    const beside = async (name: string, others: Pick<Flood, 'headers' | 'perSecond'> | undefined) => {
      const flooding = others && send({ ...flood, ...others });
      const { perSecond, p50, p95, p99, failed } = await measure();
      const statuses = JSON.stringify((await flooding) ?? {});
      const figures = [perSecond, p50, p95, p99, failed].map((figure) => figure.toFixed(1));
      console.log(line([name, ...figures, statuses]));
    };
    await beside('alone', undefined);
    await beside('50/s without a token', { headers: {}, perSecond: 50 });
    const { authorization = '' } = request.headers;
    await beside('5/s with a key', { headers: { authorization }, perSecond: 5 });
  } finally {
    await system.stop();
  }
}

async function send(flood: Flood): Promise<Record<string, number>> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('flood.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(flood));
  return FloodResult.parse(JSON.parse(await text(child.stdout)));
}

const line = ([name = '', ...figures]: readonly string[]): string =>
  `  ${name.padEnd(24)}${figures.map((figure) => figure.padStart(14)).join('')}`;
