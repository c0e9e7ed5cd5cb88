import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountChanged, CampaignResumed, HoldCampaign, LoginRefused } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { startScriptedSmtp, type Script, type ScriptedSmtp } from './scripted-smtp.js';

const servers = useServers();
const smtpServers: ScriptedSmtp[] = [];
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
  await dispatcher.startReplica();
});
afterAll(async () => {
  await dispatcher.stop();
  for (const server of smtpServers) await server.close();
});

async function aServer(script: Script = {}): Promise<ScriptedSmtp> {
  const server = await startScriptedSmtp(script);
  smtpServers.push(server);
  return server;
}

describe('an account whose login is refused', () => {
  it('stops at once, is published once, and its first messages go from another', async () => {
    const [working, refusing] = [await aServer(), await aServer({ AUTH: '535 5.7.8 bad credentials' })];
    const fixture = new CampaignFixture(working.port, { accounts: 2 });
    const [broken] = fixture.accounts;
    await dispatcher.introduce(fixture);
    dispatcher.stubs.credentials = ({ sending_account_ids }) => ({
      results: sending_account_ids.flatMap((account) =>
        fixture
          .credentials(account)
          .map((credentials) =>
            account === broken?.sending_account_id
              ? { ...credentials, smtp: { ...credentials.smtp, port: refusing.port } }
              : credentials,
          ),
      ),
    });
    await dispatcher.publishSteps(fixture, fixture.due(60));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 60 }));
    const sends = await dispatcher.sends(fixture);
    expect(new Set(sends.map((send) => send.sending_account_id)).size).toBe(1);
    const published = await dispatcher.published(LoginRefused, fixture);
    expect(published.map(({ data }) => data.sending_account_id)).toEqual([broken?.sending_account_id]);
  });

  it('is used again after its next change', async () => {
    const server = await aServer({ AUTH: '535 5.7.8 bad credentials' });
    const fixture = new CampaignFixture(server.port, { accounts: 1 });
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(5));
    await eventually(async () =>
      expect(await dispatcher.published(LoginRefused, fixture)).not.toHaveLength(0),
    );

    server.script = {};
    for (const account of fixture.accounts) {
      await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, { ...account, version: 2 });
    }
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 5 }));
    expect(server.taken).toHaveLength(5);
  });
});

describe('a pause in the middle of a run', () => {
  it('lets nothing start after its answer, and a resume sends the rest', async () => {
    const server = await aServer();
    const fixture = new CampaignFixture(server.port, { accounts: 3 });
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(1_500));
    await eventually(() => expect(server.taken.length).toBeGreaterThan(50));

    const paused = fixture.next('paused');
    const ref = { workspace_id: fixture.workspaceId, campaign_id: fixture.campaign.id };
    const { in_flight } = await dispatcher.rpc.request(HoldCampaign, { ...ref, version: paused.version });
    const startedBefore = await started(fixture);

    await eventually(async () => expect((await dispatcher.countsByStatus(fixture)).sending).toBeUndefined());
    expect(await started(fixture)).toBe(startedBefore);
    const atPause = server.taken.length;
    expect(in_flight).toBeLessThan(200); // those at a server, and those that were and are not recorded yet
    expect(atPause).toBeLessThan(1_500);

    await dispatcher.stubs.publish(CampaignResumed, fixture.workspaceId, fixture.next('active'));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1_500 }));
    expect(server.taken).toHaveLength(1_500);
  });

  /** Sends whose delivery ever started: a sent one keeps the time of its start. */
  async function started({ campaign }: CampaignFixture): Promise<number> {
    const [row] = await dispatcher.database.query<{ count: number }>(
      'select count(delivery_started_at)::int as count from send where campaign_id = $1',
      [uuidOf(campaign.id)],
    );
    return row?.count ?? 0;
  }
});
