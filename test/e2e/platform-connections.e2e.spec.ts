import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { z } from 'zod';
import { pageOf, PlatformConnectionView, SendingAccountView, SERVICES } from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { PLATFORM_KEY } from '../platforms/platform-server.js';
import { call } from '../support/call.js';
import { createCampaign, createContacts, createWorkspace } from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const INPUT = { platform: 'reachinbox', credentials: { api_key: PLATFORM_KEY } };
const DAY_MS = 86_400_000;

describe('a platform that is connected', () => {
  const log: string[] = [];
  const system = useSystem({
    log: { level: 'debug', destination: { write: (line) => void log.push(line) } },
  });
  let rest: RestClient;
  beforeAll(async () => {
    rest = await createWorkspace(system.baseUrl);
    // ReachInbox does not tell since when an account warms up.
    const warmup = { enabled: true, startedAt: new Date(), sends: 900, reputation: 97 };
    for (let index = 0; index < 20; index += 1)
      system.reachinbox.addAccount(`ada-${index}@sender.example`, { warmup });
    await createContacts(rest, 3);
  });

  const connected = async (): Promise<PlatformConnectionView> => {
    const { id } = await rest.post(PlatformConnectionView, 'platform-connections/', INPUT);
    return eventually(async () => {
      const found = await rest.get(PlatformConnectionView, `platform-connections/${id}/`);
      expect(found.accounts_synced_at).not.toBeNull();
      return found;
    });
  };
  const accounts = async (): Promise<SendingAccountView[]> =>
    (await rest.get(pageOf(SendingAccountView), 'sending-accounts/?provider=reachinbox&page_size=100'))
      .results;

  it('brings its accounts, which the gate refuses for their stages as it refuses others', async () => {
    const connection = await connected();
    expect(connection).toMatchObject({ status: 'working', accounts: 20 });
    const brought = await accounts();
    expect(brought).toHaveLength(20);

    const ids = brought.map(({ id }) => id);
    const { id } = await createCampaign(rest, ids, { platform: 'reachinbox' });
    const refused = await call(rest, 'POST', `campaigns/${id}/launch/`);
    expect([refused.status, refused.body]).toMatchObject([
      422,
      {
        code: 'gate_blocked',
        blocking_reasons: expect.arrayContaining([
          expect.objectContaining({ code: 'insufficient_stage_inboxes', actual: 0, required: 20 }),
        ]),
      },
    ]);

    const warmup = { started_at: new Date(Date.now() - 60 * DAY_MS).toISOString() };
    for (const account of ids) await rest.patch(z.unknown(), `sending-accounts/${account}/`, { warmup });
    await rest.act(`platform-connections/${connection.id}/sync-accounts/`);
    expect((await accounts()).map(({ warmup: { stage } }) => stage)).toEqual(ids.map(() => 5));
    expect((await call(rest, 'POST', `campaigns/${id}/launch/`)).status).toBe(200);
  });

  it('is used by no campaign that we send', async () => {
    const [account] = await accounts();
    const campaign = await createCampaign(rest, [String(account?.id)], { platform: 'reachinbox' });
    const wrong = {
      code: 'validation_error',
      errors: [expect.objectContaining({ field: 'sending_account_ids.0', code: 'wrong_platform' })],
    };
    const moved = await call(rest, 'PATCH', `campaigns/${campaign.id}/`, { platform: 'native' });

    expect([moved.status, moved.body]).toMatchObject([400, wrong]);
    await expect(createCampaign(rest, [String(account?.id)])).rejects.toThrow('wrong_platform');
  });

  it('that refuses the key is broken, says so at each account, and lets nothing be launched', async () => {
    const { results } = await rest.get(
      z.object({ results: z.array(PlatformConnectionView) }),
      'platform-connections/',
    );
    const [connection] = results;
    const [account] = await accounts();
    const test = () => call(rest, 'POST', `sending-accounts/${account?.id}/test/`);
    expect((await test()).body).toEqual({ ok: true });

    system.reachinbox.keys.clear();
    expect((await test()).body).toMatchObject({ ok: false, code: 'platform_refused_credentials' });
    const path = `platform-connections/${connection?.id}/`;
    expect(await rest.get(PlatformConnectionView, path)).toMatchObject({ status: 'broken' });
    const { id } = await createCampaign(rest, [String(account?.id)], { platform: 'reachinbox' });
    expect((await call(rest, 'POST', `campaigns/${id}/launch/`)).body).toMatchObject({
      code: 'platform_not_connected',
    });

    system.reachinbox.keys.add(PLATFORM_KEY);
    expect((await call(rest, 'POST', `${path}test/`)).body).toEqual({ ok: true });
    expect(await rest.get(PlatformConnectionView, path)).toMatchObject({ status: 'working' });
  });

  it('leaves its key and the token of its hook in no table, no event and no line of a log', async () => {
    const { results } = await rest.get(
      z.object({ results: z.array(PlatformConnectionView) }),
      'platform-connections/',
    );
    const token = results[0]?.hook.url?.split('/').at(-1) ?? '';
    expect(token.length).toBeGreaterThan(20);
    const database = new Client({ connectionString: system.databaseUrl });
    await database.connect();
    try {
      const { rows: tables } = await database.query<{ name: string }>(
        `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
         where table_schema = any($1) and table_type = 'BASE TABLE'`,
        [[...SERVICES]],
      );
      expect(tables.length).toBeGreaterThan(60);
      for (const { name } of tables) {
        const found = await database.query(
          `select from ${name} as t where position($1 in t::text) > 0 or position($2 in t::text) > 0`,
          [PLATFORM_KEY, token],
        );
        expect([name, found.rowCount]).toEqual([name, 0]);
      }
    } finally {
      await database.end();
    }
    expect(log.length).toBeGreaterThan(50);
    expect(log.filter((line) => line.includes(PLATFORM_KEY) || line.includes(token))).toEqual([]);
  });
});
