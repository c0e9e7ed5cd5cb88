import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EVENT_RETENTION_DAYS } from '#contracts';
import type { Statement } from '#database';
import { newId, uuidOf } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { seedEvents } from '../../../test/seed-events.js';
import { migrations } from '../../persistence/migrations/index.js';
import { keptDays } from '../domain/event-day.js';
import { eventsIn, NEWEST_POSITION, POSITION_AT, type EventRange } from './events-feed.sql.js';
import { Partitions } from './partitions.js';

const servers = useServers();
const [workspace_id, campaign_id] = [newId('ws'), newId('camp')];
const EVENTS = 120_000;
let core: ServiceCore;

beforeAll(async () => {
  core = await startServiceCore({
    service: 'webhooks',
    url: servers.databaseUrl,
    migrations,
    statementTimeoutMs: 0,
    providers: [Partitions],
  });
  const { first, last } = keptDays(core.clock.now(), EVENT_RETENTION_DAYS);
  await core.get(Partitions).ensure(Array.from({ length: last - first + 1 }, (_, day) => first + day));
  await seed();
}, 300_000);
afterAll(() => core.close());

const seed = (): Promise<void> =>
  seedEvents(core.database, {
    workspace_id,
    campaign_id,
    count: EVENTS,
    until: core.clock.now(),
    days: EVENT_RETENTION_DAYS,
  });

interface Plan {
  readonly 'Node Type': string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

const blocksOf = (plan: Plan): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

/** How many blocks a statement reads, and how many of them by reading through a partition. */
async function explained({ sql, values }: Statement): Promise<{ blocks: number; scanned: number }> {
  const [row] = await core.database.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
    `explain (analyze, buffers, format json) ${sql}`,
    values,
  );
  const root = row?.['QUERY PLAN'][0]?.Plan;
  if (root === undefined) throw new Error('no plan');
  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
  const scans = nodesOf(root).filter((node) => node['Node Type'] === 'Seq Scan');
  return { blocks: blocksOf(root), scanned: scans.reduce((sum, node) => sum + blocksOf(node), 0) };
}

const range = (some: Partial<EventRange>): Statement =>
  eventsIn({
    workspace: uuidOf(workspace_id),
    campaign: undefined,
    types: undefined,
    order: 'desc',
    position: '9223372036854775807',
    limit: 51,
    ...some,
  });
const campaign = uuidOf(campaign_id);
const rare = ['email.replied'];
const middle = { order: 'asc', position: String(EVENTS / 2) } as const;
const newest = { order: 'asc', position: String(EVENTS - 20) } as const;

const STATEMENTS: readonly (readonly [string, Statement])[] = [
  ['the newest events', range({})],
  ['the newest of a rare type', range({ types: rare })],
  ['the newest of several types', range({ types: [...rare, 'email.sent', 'webhook.disabled'] })],
  ['the newest of a campaign', range({ campaign })],
  ['the newest of a rare type of a campaign', range({ campaign, types: rare })],
  ['those of a campaign without any', range({ campaign: uuidOf(newId('camp')) })],
  ['those behind an old position', range(middle)],
  ['those of a rare type behind an old position', range({ ...middle, types: rare })],
  ['those of a campaign behind an old position', range({ ...middle, campaign })],
  ['those behind a new position', range(newest)],
  ['those of a workspace without any', range({ workspace: uuidOf(newId('ws')) })],
  ['the newest position', { sql: NEWEST_POSITION, values: [uuidOf(workspace_id)] }],
  [
    'the position at a time',
    { sql: POSITION_AT, values: [uuidOf(workspace_id), new Date(Date.now() - 86_400_000 * 9)] },
  ],
];

/** 32 partitions, each with a path of three blocks in an index and some rows; the table has several thousand blocks. */
const MAX_BLOCKS = 600;

it('a page reads few blocks, by indexes in the order of the page, however many events are stored', async () => {
  const before = new Map<string, number>();
  for (const [name, statement] of STATEMENTS) {
    const { blocks, scanned } = await explained(statement);
    before.set(name, blocks);
    expect({ name, isCheap: blocks <= MAX_BLOCKS, scanned }).toEqual({ name, isCheap: true, scanned: 0 });
  }

  await seed();
  for (const [name, statement] of STATEMENTS) {
    const { blocks } = await explained(statement);
    const isAsCheap = blocks <= Math.max((before.get(name) ?? 0) * 1.5, 150);
    expect({ name, isAsCheap }).toEqual({ name, isAsCheap: true });
  }
}, 300_000);
