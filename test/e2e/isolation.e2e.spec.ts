import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CampaignResource } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

/** Tables of a service without a workspace: requests may not read them. */
const INTERNAL_TABLES = [
  'deleted_workspace',
  'dispatcher_instance',
  'known_servers',
  'login_attempt',
  'lost_time',
  'mailbox_reader',
  'migration',
  'out_cursor',
  'outbox',
  'processed_event',
  'rate_counter',
];

interface Table {
  readonly service: string;
  readonly name: string;
  readonly is_protected: boolean;
}

describe('the tables of all services, after a campaign', () => {
  const system = useSystem();
  let database: Client;
  let workspace: string;

  beforeAll(async () => {
    database = new Client({ connectionString: system.databaseUrl });
    await database.connect();
    workspace = await runACampaign(await createWorkspace(system.baseUrl), system.mailbox.smtpPort);
  });
  afterAll(() => database.end());

  const tables = async (): Promise<Table[]> => {
    const { rows } = await database.query<Table>(
      `select relnamespace::regnamespace::text as service, relname as name, relrowsecurity as is_protected
       from pg_class
       where relkind in ('r', 'p') and not relispartition
         and relnamespace::regnamespace::text !~ '^(pg_|information_schema|public)'
       order by 1, 2`,
    );
    return rows;
  };

  /** Counts without a `where`, as a query does that forgets the workspace. */
  const seenBy = async (workspaceUuid: string, { service, name }: Table): Promise<number> => {
    await database.query('begin');
    await database.query(`set local role nimbus_${service}_request`);
    await database.query(`select set_config('nimbus.workspace_id', $1, true)`, [workspaceUuid]);
    const { rows } = await database.query<{ n: number }>(
      `select count(*)::int as n from ${service}."${name}"`,
    );
    await database.query('rollback');
    return rows[0]?.n ?? -1;
  };

  it('are either internal to the service or under row-level security', async () => {
    const open = (await tables()).filter(({ is_protected }) => !is_protected);
    expect([...new Set(open.map(({ name }) => name))].toSorted()).toEqual(INTERNAL_TABLES);
  });

  it('show all rows of a workspace to it, and none to another workspace', async () => {
    const filled = new Set<string>();
    for (const table of (await tables()).filter(({ is_protected }) => is_protected)) {
      if ((await seenBy(workspace, table)) > 0) filled.add(table.name);
      expect([table.name, await seenBy(uuidOf(newId('ws')), table)]).toEqual([table.name, 0]);
    }

    const written = [
      'campaign',
      'contact',
      'email_fact',
      'enrollment',
      'sending_account',
      'sequence_step',
      'send',
    ];
    expect([...filled]).toEqual(expect.arrayContaining(written));
  });
});

/** Returns the id of its workspace. */
async function runACampaign(rest: RestClient, smtpPort: number): Promise<string> {
  const accounts = await createSendingAccounts(rest, { smtpPort });
  await createContacts(rest, 3);
  const { id, workspace_id } = await createCampaign(rest, accounts);
  await rest.act(`campaigns/${id}/launch/`);
  await eventually(async () => {
    const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
    expect(metrics?.total_sent).toBeGreaterThanOrEqual(3);
  });
  return uuidOf(workspace_id);
}
