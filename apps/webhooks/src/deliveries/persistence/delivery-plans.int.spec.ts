import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, uuidOf, type Id } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { eventIdAt } from '../../../test/public-event-fixtures.js';
import { seedWebhook } from '../../../test/seed-webhooks.js';
import { migrations } from '../../persistence/migrations/index.js';
import { dayAt, nameOf } from '../../public-events/domain/event-day.js';
import { Partitions } from '../../public-events/index.js';
import { READ_DUE } from './delivery-queues.sql.js';
import { RECORD } from './record-attempts.sql.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
/** Those of a day that have succeeded. */
const OLD = 2_000;

const servers = useServers();
const workspace_id = newId('ws');
let core: ServiceCore;
let webhook: Id<'wh'>;

/** A month of deliveries, of which the newest alone waits. */
beforeAll(async () => {
  const providers = [Partitions];
  core = await startServiceCore({ service: 'webhooks', url: servers.databaseUrl, migrations, providers });
  webhook = await seedWebhook(core.database, { workspace_id });
  const today = new Date();
  const days = Array.from({ length: DAYS }, (_, ago) => new Date(today.getTime() - ago * DAY_MS));
  await core.get(Partitions).ensure(days.map(dayAt));
  for (const day of days) await add(day, OLD, 'succeeded');
  await add(today, 1, 'pending');
  await core.database.query('analyze delivery');
});
afterAll(() => core.close());

const add = (day: Date, count: number, status: 'succeeded' | 'pending'): Promise<unknown> =>
  core.database.query(
    `insert into delivery (event_id, endpoint_id, workspace_id, type, status, next_attempt_at, created_at)
     select id, $2, $3, 'email.sent', $4, case when $4 = 'pending' then $5::timestamptz end, $5
     from unnest($1::uuid[]) as id`,
    [
      Array.from({ length: count }, () => uuidOf(eventIdAt(day))),
      uuidOf(webhook),
      uuidOf(workspace_id),
      status,
      day,
    ],
  );

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly PlanNode[];
}

async function planOf(sql: string, params: readonly unknown[]): Promise<PlanNode> {
  const [row] = await core.database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (analyze, buffers, format json) ${sql}`,
    params,
  );
  if (row === undefined) throw new Error('a plan is one row');
  return row['QUERY PLAN'][0].Plan;
}

const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The nodes that read partitions of the table, and were executed. */
const scansOf = (plan: PlanNode): PlanNode[] =>
  nodesOf(plan).filter(
    (node) => node['Relation Name']?.startsWith('delivery_2') === true && node['Actual Loops'] !== 0,
  );

describe('among the deliveries of a month', () => {
  it('those that wait are found by an index, whatever else the webhook has had', async () => {
    const params = [[uuidOf(webhook)], [10], new Date()];
    const plan = await planOf(READ_DUE.text, params);
    const kinds = new Set(scansOf(plan).map((node) => node['Node Type']));
    expect([...kinds].filter((kind) => !kind.startsWith('Index'))).toEqual([]);
    // 30 indexes are asked, most of which are empty: the thousands of old deliveries are not read.
    expect(plan['Shared Hit Blocks']).toBeLessThan(DAYS * 10);
  });

  it('an outcome is written by reading one partition', async () => {
    const event = uuidOf(eventIdAt(new Date()));
    const attempt = {
      event_id: event,
      endpoint_id: randomUUID(),
      tries_before: 0,
      status: 'succeeded',
      tries: 0,
      next_attempt_at: null,
      entry: {},
    };
    const plan = await planOf(RECORD.text, [JSON.stringify([attempt]), event, event]);
    const read = scansOf(plan).filter((node) => node['Node Type'] !== 'ModifyTable');
    expect(read.map((node) => node['Relation Name'])).toEqual([`delivery_${nameOf(dayAt(new Date()))}`]);
  });
});
