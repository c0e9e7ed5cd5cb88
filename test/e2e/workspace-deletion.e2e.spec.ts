import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { z } from 'zod';
import { SERVICES } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually } from '#testing';
import { killNimbus, toolOn } from '../../apps/nimbus/test/run-nimbus.js';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { createWorkspace } from '../support/campaign-fixtures.js';
import { seedOneOfEach } from '../support/seed-one-of-each.js';
import { useSystem } from '../support/use-system.js';

/** Tables without rows of workspaces, and why a deletion leaves them. Every other one must be empty afterwards. */
const WITHOUT_WORKSPACE: Readonly<Record<string, string>> = {
  deleted_workspace: 'the trace of the deletion: an id and a time',
  dispatcher_instance: 'processes',
  known_servers: 'servers by their identities',
  login_attempt: 'hashes of names, gone within a day',
  lost_time: 'times between a back-up and its restore',
  mailbox_reader: 'processes',
  migration: 'the schema',
  out_cursor: 'one place for all workspaces',
  outbox: 'messages to publish, gone after seven days',
  processed_event: 'ids of events, gone after 14 days',
  rate_counter: 'counters by the minute',
};

const WithId = z.object({ id: z.string() });
const Line = z.object({ service: z.string(), table: z.string(), row: z.record(z.string(), z.unknown()) });
type Counts = Readonly<Record<string, number>>;

describe('the deletion of a workspace', () => {
  const system = useSystem();
  const nimbus = toolOn(system);
  const dir = mkdtempSync(join(tmpdir(), 'nimbus-deletion-'));
  let database: Client;
  let [doomed, other] = ['', ''];
  let before: Counts = {};
  let ofOther: Counts = {};
  let rest: RestClient;

  beforeAll(async () => {
    database = new Client({ connectionString: system.databaseUrl });
    await database.connect();
    rest = await createWorkspace(system.baseUrl);
    const second = await createWorkspace(system.baseUrl);
    for (const each of [rest, second]) await seedOneOfEach(each, system.mailbox.smtpPort);
    doomed = (await rest.get(WithId, 'workspace/')).id;
    other = (await second.get(WithId, 'workspace/')).id;
    before = await eventually(() => settledCounts(doomed));
    ofOther = await eventually(() => settledCounts(other));
  });
  afterAll(async () => {
    await database.end();
    rmSync(dir, { recursive: true, force: true });
  });

  /** The rows of a workspace in every table that has any way to name one, by a walk over the catalog of its own. */
  async function countsOf(workspace: string): Promise<Counts> {
    const counts: Record<string, number> = {};
    for (const service of SERVICES) {
      const { rows: tables } = await database.query<{ name: string; columns: string[] }>(
        `select c.relname as name, array_agg(a.attname::text) as columns
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         group by 1 order by 1`,
        [service],
      );
      for (const { name, columns } of tables) {
        const owned = ownedBy(name, columns);
        if (owned === undefined) continue;
        const { rows } = await database.query<{ n: number }>(
          `select count(*)::int as n from ${service}."${name}" as t where ${owned.replaceAll('§', `${service}.`)}`,
          [uuidOf(workspace)],
        );
        counts[`${service}.${name}`] = rows[0]?.n ?? 0;
      }
    }
    return counts;
  }

  /** Figures follow the sends: two looks that agree. */
  async function settledCounts(workspace: string): Promise<Counts> {
    const counts = await countsOf(workspace);
    expect(await countsOf(workspace)).toEqual(counts);
    return counts;
  }

  it('concerns every table that is not on the list of those without a workspace', async () => {
    expect(Object.keys(before).length).toBeGreaterThan(40);
    const filled = Object.entries(before).filter(([, count]) => count > 0);
    expect(filled.map(([table]) => table)).toEqual(
      expect.arrayContaining([
        'campaigns.sequence_step',
        'dispatcher.send',
        'enrollment.enrollment',
        'gateway.audit_event',
        'webhooks.delivery',
        'webhooks.event',
      ]),
    );
  });

  it('can be preceded by an export of each row, without secrets', async () => {
    const file = join(dir, 'export.jsonl');
    await nimbus.json('workspace', 'export', doomed, '--out', file);
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => Line.parse(JSON.parse(line)));
    const exported: Record<string, number> = {};
    for (const { service, table } of lines) {
      const name = `${service}.${table.replaceAll('"', '')}`;
      exported[name] = (exported[name] ?? 0) + 1;
    }
    expect(exported).toEqual(Object.fromEntries(Object.entries(before).filter(([, count]) => count > 0)));
    const columns = new Set(lines.flatMap(({ row }) => Object.keys(row)));
    expect([...columns].filter((column) => /encrypted|hash|secret/.test(column))).toEqual([]);
  });

  it('goes on after a crash half way, leaves no row, and touches no other workspace', async () => {
    await killNimbus(system, ['workspace', 'delete', doomed, '--yes'], async () => {
      const states = z
        .array(z.object({ id: z.string(), state: z.string() }))
        .parse(await nimbus.json('workspace', 'list'));
      expect(states).toContainEqual({ id: doomed, state: 'being_deleted' });
    });
    // The workspace is closed already, whatever the tool does.
    await eventually(() => expect(rest.get(WithId, 'workspace/')).rejects.toThrow('401'));

    await nimbus.json('workspace', 'delete', doomed, '--yes');
    expect(Object.entries(await countsOf(doomed)).filter(([, count]) => count > 0)).toEqual([]);
    expect(await countsOf(other)).toEqual(ofOther);
  });

  it('leaves a trace, and to repeat it changes nothing', async () => {
    const repeated = await nimbus.json('workspace', 'delete', doomed, '--yes');
    expect(repeated).toMatchObject({
      id: doomed,
      rows: Object.fromEntries(SERVICES.map((service) => [service, 0])),
    });
    expect(await nimbus.json('workspace', 'list')).toContainEqual(
      expect.objectContaining({ id: doomed, state: 'deleted', name: null }),
    );
  });

  it('wants to be confirmed, and an id that exists', async () => {
    expect((await nimbus.run('workspace', 'delete', other)).code).toBe(1);
    const unknown = 'ws_01h455vb4pex5vsknk084sn02q';
    expect(await nimbus.run('workspace', 'delete', unknown, '--yes')).toMatchObject({
      code: 1,
      stderr: `there is no workspace ${unknown}\n`,
    });
  });
});

/** Parents of tables without a column of the workspace, and the column that leads to them. */
const PARENTS: Readonly<Record<string, readonly [column: string, parent: string, key: string]>> = {
  platform_account: ['connection_id', 'connection', 'id'],
  account_day: ['account_id', 'sending_account', 'id'],
  campaign_account: ['campaign_id', 'campaign_send_state', 'campaign_id'],
  campaign_candidate: ['campaign_id', 'campaign_replica', 'campaign_id'],
  delivery_figure: ['endpoint_id', 'endpoint', 'id'],
  delivery_queue: ['endpoint_id', 'endpoint', 'id'],
  job_part: ['job_id', 'job', 'id'],
  one_time_token: ['user_id', 'app_user', 'id'],
  segment_contact: ['segment_id', 'segment', 'id'],
  sequence_step: ['sequence_id', 'sequence', 'id'],
  session: ['user_id', 'app_user', 'id'],
  totp: ['user_id', 'app_user', 'id'],
};
const GRANDPARENTS: Readonly<Record<string, string>> = {
  recovery_code: `user_id in (select id from §app_user where workspace_id = $1)`,
  used_refresh_token: `session_id in (select s.id from §session s join §app_user u on u.id = s.user_id where u.workspace_id = $1)`,
};

/** Throws for a table that is new and names its workspace in no way that this test knows. */
function ownedBy(table: string, columns: readonly string[]): string | undefined {
  if (table === 'workspace') return 'id = $1';
  if (columns.includes('workspace_id')) return 'workspace_id = $1';
  const parent = PARENTS[table];
  if (parent) return `${parent[0]} in (select ${parent[2]} from §${parent[1]} where workspace_id = $1)`;
  if (GRANDPARENTS[table] !== undefined) return GRANDPARENTS[table];
  if (WITHOUT_WORKSPACE[table] === undefined)
    throw new Error(`say here how ${table} names its workspace, or why it has none`);
  return undefined;
}
