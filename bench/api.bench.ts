import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { fastify } from 'fastify';
import { Pool } from 'pg';
import { CampaignResource, pageOf } from '#contracts';
import { serversOf } from '#messaging';
import type { RestClient } from '../apps/standalone/src/demo/rest-client.js';
import { requestTo, scenariosOf, type Scenario } from './api-scenarios.js';
import { seed } from './api-seed.js';
import { addCampaign, addContacts, addSendingAccounts } from './bench-fixtures.js';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import { IN_FLIGHT, loadOn, SECONDS } from './load-on.js';
import type { LoadResult } from './load.js';
import { manySearches, oneCount, writesPerSecond } from './search-load.js';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const ENROLLED = 100_000;
/** Keys of different workspaces, enough that no limit refuses. */
const KEYS = 20;
const BARE_REQUEST = { method: 'GET', path: '/', headers: {}, body: null };
const DURING_SEARCHES = ['list campaigns', 'get a campaign'];

const argument = (name: string): string | undefined => {
  const place = process.argv.indexOf(`--${name}`);
  return place === -1 ? undefined : process.argv[place + 1];
};

/** `--only campaigns` measures the rows whose name has this text, `--only searches` and `--only limits` the last parts. */
const isWanted = (name: string): boolean => name.includes(argument('only') ?? '');

/**
 * Latencies of lists, single resources and searches beside 1,000,000 contacts and 10,000 campaigns of one workspace.
 * `--contacts 100000 --campaigns 1000` for a smaller run.
 */
export async function run(): Promise<void> {
  const sizes = {
    contacts: Number(argument('contacts') ?? 1_000_000),
    campaigns: Number(argument('campaigns') ?? 10_000),
  };
  const system = await startBenchSystem();
  try {
    const { port, scenarios, rest } = await prepare(system, sizes);
    printHeader(sizes);
    const baseline = await bareRoute(system, ONE_CAMPAIGN);
    printRow('bare Fastify route, one select', baseline, baseline);
    for (const { name, measure } of [
      ...bareLists(system, rest),
      ...scenarios.map(({ name, requests }) => ({ name, measure: () => loadOn({ port, requests }) })),
    ])
      if (isWanted(name)) printRow(name, await measure(), baseline);
    if (isWanted('searches')) await searchAndWrite(rest, { port, scenarios, baseline });
  } finally {
    await system.stop();
  }
  for (const limits of isWanted('limits') ? (['off', 'on'] as const) : []) await withLimits(limits);
}

const bareLists = (system: BenchSystem, rest: RestClient) => [
  { name: 'a page of campaigns, bare, one select', measure: () => bareRoute(system, PAGE_OF_CAMPAIGNS) },
  { name: 'a page of campaigns, bare, over NATS', measure: () => bareRelay(system, rest) },
];

async function prepare(
  system: BenchSystem,
  sizes: { readonly contacts: number; readonly campaigns: number },
): Promise<{ port: number; scenarios: Scenario[]; rest: RestClient }> {
  const rest = await system.newWorkspace();
  await addContacts(rest, 1);
  const { id, workspace_id } = await addCampaign(rest, await addSendingAccounts(rest, 1), EVERY_DAY);
  await seed(system.database, { workspaceId: workspace_id, campaignId: id, enrolled: ENROLLED, ...sizes });
  return { port: portOf(rest), scenarios: await scenariosOf(rest, id), rest };
}

/** One count alone, many searches at once during requests for campaigns, and contact writes. */
async function searchAndWrite(
  rest: RestClient,
  { port, scenarios, baseline }: { port: number; scenarios: Scenario[]; baseline: LoadResult },
): Promise<void> {
  console.log(`  one exact count alone: ${(await oneCount(rest)).toFixed(0)} ms`);
  const requests = scenarios
    .filter(({ name }) => DURING_SEARCHES.includes(name))
    .flatMap((scenario) => scenario.requests);
  const loaded = loadOn({ port, requests, inFlight: 2 });
  await pause((SECONDS + 1) * 1_000); // the load warms up for so long before it measures
  const seconds = await manySearches(rest);
  const beside = await loaded;
  console.log(`  20 different searches at once: all answered after ${seconds.toFixed(1)} s`);
  printRow('campaigns beside these searches', beside, baseline);
  const { added, known } = await writesPerSecond(rest);
  console.log(`  contacts written/s: new ${added.toFixed(0)}, known ${known.toFixed(0)}`);
}

/** The cost of rate limits for a cheap request: an empty list, with many keys. */
async function withLimits(limits: 'on' | 'off'): Promise<void> {
  const system = await startBenchSystem(limits);
  try {
    const clients: RestClient[] = [];
    for (let key = 0; key < KEYS; key += 1) clients.push(await system.newWorkspace());
    await system.database.query('update gateway.api_key set rate_limit = 3000');
    const requests = clients.map((rest) => requestTo(rest, 'contacts/?page_size=1'));
    const [first] = clients;
    if (first === undefined) throw new Error('no key');
    const result = await loadOn({ port: portOf(first), requests });
    printRow(`rate limits ${limits}, an empty list`, result, result);
  } finally {
    await system.stop();
  }
}

const portOf = ({ baseUrl }: RestClient): number => Number(new URL(baseUrl).port);

/** The least that a single resource and a list cost: the second one has as many campaigns as a page of the list. */
const ONE_CAMPAIGN = 'select * from campaigns.campaign limit 1';
const PAGE_OF_CAMPAIGNS = 'select * from campaigns.campaign order by id desc limit 50';

/** A bare route in this process, as the services are: a framework, a pool, one statement. */
async function bareRoute({ database }: BenchSystem, sql: string): Promise<LoadResult> {
  const pool = new Pool({
    host: database.host,
    port: database.port,
    user: database.user,
    password: database.password,
    database: database.database,
    max: 10,
  });
  const server = fastify();
  server.get('/', async () => (await pool.query<object>(sql)).rows);
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  try {
    return await loadOn({ port: Number(new URL(address).port), requests: [BARE_REQUEST] });
  } finally {
    await server.close();
    await pool.end();
  }
}

/** A page of campaigns that is in memory, written by a bare responder and relayed by a bare route: the least it can cost. */
async function bareRelay({ natsUrl }: BenchSystem, rest: RestClient): Promise<LoadResult> {
  const page = await rest.get(pageOf(CampaignResource), 'campaigns/?page_size=50');
  const [service, gateway] = [await connect(serversOf(natsUrl)), await connect(serversOf(natsUrl))];
  service.subscribe('bare.page', { callback: (_, message) => void message.respond(JSON.stringify(page)) });
  await service.flush();
  const server = fastify();
  server.get('/', async (_, reply) => {
    void reply.type('application/json');
    return Buffer.from((await gateway.request('bare.page')).data);
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  try {
    return await loadOn({ port: Number(new URL(address).port), requests: [BARE_REQUEST] });
  } finally {
    await server.close();
    await Promise.all([service.close(), gateway.close()]);
  }
}

function printHeader({ contacts, campaigns }: { contacts: number; campaigns: number }): void {
  const size = (count: number): string => count.toLocaleString('en-US');
  console.log(`\n${size(contacts)} contacts, ${size(campaigns)} campaigns, ${IN_FLIGHT} requests in flight`);
  console.log(line(['', 'responses/s', 'p50 ms', 'p95 ms', 'p99 ms', 'ratio to bare', 'failed']));
}

function printRow(name: string, { perSecond, p50, p95, p99, failed }: LoadResult, bare: LoadResult): void {
  const figures = [p50, p95, p99].map((ms) => ms.toFixed(1));
  const ratio = (perSecond / bare.perSecond).toFixed(2);
  console.log(line([name, Math.round(perSecond).toString(), ...figures, ratio, String(failed)]));
}

const line = ([name = '', ...figures]: readonly string[]): string =>
  `  ${name.padEnd(36)}${figures.map((figure) => figure.padStart(14)).join('')}`;
