import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fastify } from 'fastify';
import { Pool } from 'pg';
import type { RestClient } from '../apps/standalone/src/demo/rest-client.js';
import { ask, questionsOf, type Question } from './api-questions.js';
import { seed } from './api-seed.js';
import { addCampaign, addContacts, addInboxes } from './audience.js';
import { manySearches, oneCount, writesPerSecond } from './search-load.js';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import { LoadResult, type Load } from './load.js';

const IN_FLIGHT = 20;
const SECONDS = 4;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const ENROLLED = 100_000;
/** So many keys of so many workspaces that no limit refuses. */
const KEYS = 20;
const BESIDE = ['list campaigns', 'get a campaign'];

/** `--contacts 100000 --campaigns 1000` for a smaller look. */
const sizeOf = (name: string, otherwise: number): number => {
  const place = process.argv.indexOf(`--${name}`);
  return place === -1 ? otherwise : Number(process.argv[place + 1]);
};

/** How long lists, single things and searches take beside 1,000,000 contacts and 10,000 campaigns of one workspace. */
export async function run(): Promise<void> {
  const sizes = { contacts: sizeOf('contacts', 1_000_000), campaigns: sizeOf('campaigns', 10_000) };
  const system = await startBenchSystem();
  try {
    const { port, questions, rest } = await prepare(system, sizes);
    const baseline = await bareRoute(system);

    printHeader(sizes);
    printRow('bare Fastify route, one select', baseline, baseline);
    for (const { what, asks } of questions) printRow(what, await loadOn({ port, asks: [...asks] }), baseline);
    await searchAndWrite(rest, { port, questions, baseline });
  } finally {
    await system.stop();
  }
  for (const limits of ['off', 'on'] as const) await limited(limits);
}

async function prepare(
  system: BenchSystem,
  sizes: { readonly contacts: number; readonly campaigns: number },
): Promise<{ port: number; questions: Question[]; rest: RestClient }> {
  const rest = await system.newWorkspace();
  await addContacts(rest, 1);
  const { id, workspace_id } = await addCampaign(rest, await addInboxes(rest, 1), EVERY_DAY);
  await seed(system.database, { workspaceId: workspace_id, campaignId: id, enrolled: ENROLLED, ...sizes });
  return { port: portOf(rest), questions: await questionsOf(rest, id), rest };
}

/** One count alone, many searches at once beside the requests about campaigns, and contacts written. */
async function searchAndWrite(
  rest: RestClient,
  { port, questions, baseline }: { port: number; questions: Question[]; baseline: LoadResult },
): Promise<void> {
  console.log(`  one exact count alone: ${(await oneCount(rest)).toFixed(0)} ms`);
  const asks = questions.filter(({ what }) => BESIDE.includes(what)).flatMap((question) => question.asks);
  const loaded = loadOn({ port, asks, inFlight: 2 });
  await pause((SECONDS + 1) * 1_000); // the load warms up for so long before it measures
  const seconds = await manySearches(rest);
  const beside = await loaded;
  console.log(`  20 different searches at once: all answered after ${seconds.toFixed(1)} s`);
  printRow('campaigns beside these searches', beside, baseline);
  const { added, known } = await writesPerSecond(rest);
  console.log(`  contacts written/s: new ${added.toFixed(0)}, known ${known.toFixed(0)}`);
}

/** What counting costs a request that costs little else: a contact by its id, asked for with many keys. */
async function limited(limits: 'on' | 'off'): Promise<void> {
  const system = await startBenchSystem(limits);
  try {
    const clients: RestClient[] = [];
    for (let key = 0; key < KEYS; key += 1) clients.push(await system.newWorkspace());
    await system.database.query('update gateway.api_key set rate_limit = 3000');
    const asks = clients.map((rest) => ask(rest, 'contacts/?page_size=1'));
    const [first] = clients;
    if (first === undefined) throw new Error('no key');
    const result = await loadOn({ port: portOf(first), asks });
    printRow(`rate limits ${limits}, an empty list`, result, result);
  } finally {
    await system.stop();
  }
}

const portOf = ({ baseUrl }: RestClient): number => Number(new URL(baseUrl).port);

/** A route without anything: a framework, a pool, one row by its key. In this process, like everything that is measured. */
async function bareRoute({ database }: BenchSystem): Promise<LoadResult> {
  const { rows } = await database.query<{ id: string }>('select id from campaigns.campaign limit 1');
  const pool = new Pool({
    host: database.host,
    port: database.port,
    user: database.user,
    password: database.password,
    database: database.database,
    max: 10,
  });
  const server = fastify();
  server.get('/', async () => {
    const found = await pool.query<object>('select * from campaigns.campaign where id = $1', [rows[0]?.id]);
    return found.rows[0];
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  try {
    const nothing = { method: 'GET', path: '/', headers: {}, body: null };
    return await loadOn({ port: Number(new URL(address).port), asks: [nothing] });
  } finally {
    await server.close();
    await pool.end();
  }
}

async function loadOn(load: Pick<Load, 'port' | 'asks'> & Partial<Load>): Promise<LoadResult> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('api-load.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ inFlight: IN_FLIGHT, seconds: SECONDS, ...load } satisfies Load));
  return LoadResult.parse(JSON.parse(await text(child.stdout)));
}

function printHeader({ contacts, campaigns }: { contacts: number; campaigns: number }): void {
  const size = (count: number): string => count.toLocaleString('en-US');
  console.log(`\n${size(contacts)} contacts, ${size(campaigns)} campaigns, ${IN_FLIGHT} requests in flight`);
  console.log(line(['', 'answers/s', 'p50 ms', 'p95 ms', 'p99 ms', 'ratio to bare', 'failed']));
}

function printRow(what: string, { perSecond, p50, p95, p99, failed }: LoadResult, bare: LoadResult): void {
  const figures = [p50, p95, p99].map((ms) => ms.toFixed(1));
  const ratio = (perSecond / bare.perSecond).toFixed(2);
  console.log(line([what, Math.round(perSecond).toString(), ...figures, ratio, String(failed)]));
}

const line = ([what = '', ...figures]: readonly string[]): string =>
  `  ${what.padEnd(36)}${figures.map((figure) => figure.padStart(14)).join('')}`;
