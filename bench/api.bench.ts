import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { SegmentView } from '#contracts';
import { fastify } from 'fastify';
import { Pool } from 'pg';
import type { RestClient } from '../apps/standalone/src/demo/rest-client.js';
import { seed } from './api-seed.js';
import { addCampaign, addContacts, addInboxes } from './audience.js';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import { LoadResult, type Load } from './load.js';

const IN_FLIGHT = 20;
const SECONDS = 4;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** `--contacts 100000 --campaigns 1000` for a smaller look. */
const sizeOf = (name: string, otherwise: number): number => {
  const place = process.argv.indexOf(`--${name}`);
  return place === -1 ? otherwise : Number(process.argv[place + 1]);
};

interface Question {
  readonly what: string;
  readonly path: string;
  readonly body?: object;
}

/** How long lists, single things and searches take beside 1,000,000 contacts and 10,000 campaigns of one workspace. */
export async function run(): Promise<void> {
  const sizes = { contacts: sizeOf('contacts', 1_000_000), campaigns: sizeOf('campaigns', 10_000) };
  const system = await startBenchSystem();
  try {
    const { rest, questions } = await prepare(system, sizes);
    const bare = await bareRoute(system);
    const baseline = await loadOn({ port: bare.port, paths: ['/'], method: 'GET', headers: {}, body: null });
    await bare.stop();

    printHeader(sizes);
    printRow('bare Fastify route, one select', baseline, baseline);
    for (const question of questions) printRow(question.what, await measure(rest, question), baseline);
    console.log('');
  } finally {
    await system.stop();
  }
}

async function prepare(
  system: BenchSystem,
  sizes: { readonly contacts: number; readonly campaigns: number },
): Promise<{ rest: RestClient; questions: Question[] }> {
  const rest = await system.newWorkspace();
  await addContacts(rest, 1);
  const campaign = await addCampaign(rest, await addInboxes(rest, 1), EVERY_DAY);
  const segment = await rest.post(SegmentView, 'segments/', {
    name: 'Tier A in AH',
    conditions: {
      match: 'all',
      rules: [
        { field: 'country', operator: 'equals', value: 'AH' },
        { field: 'icp_tier', operator: 'equals', value: 'A' },
      ],
    },
  });
  await seed(system.database, { workspaceId: campaign.workspace_id, campaignId: campaign.id, ...sizes });
  return { rest, questions: questionsOf(campaign.id, segment.id) };
}

const questionsOf = (campaignId: string, segmentId: string): Question[] => [
  { what: 'list campaigns', path: 'campaigns/?page_size=50' },
  { what: 'list active and paused campaigns', path: 'campaigns/?status=active,paused&page_size=50' },
  { what: 'get a campaign', path: `campaigns/${campaignId}/` },
  { what: 'campaign summary', path: `campaigns/${campaignId}/analytics/summary/` },
  { what: 'list contacts', path: 'contacts/?page_size=50' },
  { what: 'search by words', path: 'contacts/search/', body: { search: 'first42 last42' } },
  {
    what: 'search by e-mail',
    path: 'contacts/search/',
    body: { search: 'person-4711@company-4711.example' },
  },
  { what: 'search by company', path: 'contacts/search/', body: { search: 'company 777' } },
  { what: 'filter by a rare tag', path: 'contacts/search/', body: { filter: { tags: ['list-7'] } } },
  {
    what: 'filter by country, tier and score',
    path: 'contacts/search/',
    body: { filter: { country: ['AH'], icp_tier: ['A'], lead_score_min: 90 } },
  },
  { what: 'filter by country (1 in 80)', path: 'contacts/search/', body: { filter: { country: ['BN'] } } },
  { what: 'filter by tier (1 in 4)', path: 'contacts/search/', body: { filter: { icp_tier: ['A'] } } },
  { what: 'filter by segment', path: 'contacts/search/', body: { filter: { segment_ids: [segmentId] } } },
];

const measure = (rest: RestClient, { path, body }: Question): Promise<LoadResult> =>
  loadOn({
    port: Number(new URL(rest.baseUrl).port),
    method: body === undefined ? 'GET' : 'POST',
    headers: rest.authorization,
    paths: [`/api/v1/${path}`],
    body: body === undefined ? null : JSON.stringify(body),
  });

/** A route without anything: a framework, a pool, one row by its key. In this process, like everything that is measured. */
async function bareRoute({ database }: BenchSystem): Promise<{ port: number; stop: () => Promise<void> }> {
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
  return {
    port: Number(new URL(address).port),
    stop: async () => {
      await server.close();
      await pool.end();
    },
  };
}

async function loadOn(load: Omit<Load, 'inFlight' | 'seconds'>): Promise<LoadResult> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('api-load.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ ...load, inFlight: IN_FLIGHT, seconds: SECONDS } satisfies Load));
  return LoadResult.parse(JSON.parse(await text(child.stdout)));
}

function printHeader({ contacts, campaigns }: { contacts: number; campaigns: number }): void {
  const size = (count: number): string => count.toLocaleString('en-US');
  console.log(`\n${size(contacts)} contacts, ${size(campaigns)} campaigns, ${IN_FLIGHT} requests in flight`);
  console.log(line(['', 'answers/s', 'p50 ms', 'p95 ms', 'p99 ms', 'ratio to bare', 'failed']));
}

function printRow(what: string, { perSecond, p50, p95, p99, failed }: LoadResult, bare: LoadResult): void {
  const figures = [Math.round(perSecond).toString(), ...[p50, p95, p99].map((ms) => ms.toFixed(1))];
  console.log(line([what, ...figures, (perSecond / bare.perSecond).toFixed(2), String(failed)]));
}

const line = ([what = '', ...figures]: readonly string[]): string =>
  `  ${what.padEnd(36)}${figures.map((figure) => figure.padStart(14)).join('')}`;
