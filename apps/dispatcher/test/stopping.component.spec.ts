import { AccountChanged, CampaignResumed, HoldCampaign, LoginRefused } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DispatcherUnderTest } from './dispatcher-under-test.js';
import { Scene } from './scene.js';
import { startScriptedSmtp, type Script, type ScriptedSmtp } from './scripted-smtp.js';

const servers = useServers();
const smtpServers: ScriptedSmtp[] = [];
let dispatcher: DispatcherUnderTest;

beforeAll(async () => {
  dispatcher = await DispatcherUnderTest.prepare(servers);
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

describe('an inbox whose login is refused', () => {
  it('stops at once, is told once, and its first messages go from another', async () => {
    const [working, refusing] = [await aServer(), await aServer({ AUTH: '535 5.7.8 bad credentials' })];
    const scene = new Scene(working.port, { inboxes: 2 });
    const [broken] = scene.accounts;
    await dispatcher.play(scene);
    dispatcher.neighbours.transports = ({ sending_account_ids }) => ({
      results: sending_account_ids.flatMap((account) =>
        scene
          .transport(account)
          .map((transport) =>
            account === broken?.sending_account_id
              ? { ...transport, smtp: { ...transport.smtp, port: refusing.port } }
              : transport,
          ),
      ),
    });
    await dispatcher.plan(scene, scene.due(60));

    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 60 }));
    const sends = await dispatcher.sends(scene);
    expect(new Set(sends.map((send) => send.sending_account_id)).size).toBe(1);
    const told = await dispatcher.told(LoginRefused, scene);
    expect(told.map(({ data }) => data.sending_account_id)).toEqual([broken?.sending_account_id]);
  });

  it('is used again after its next change', async () => {
    const server = await aServer({ AUTH: '535 5.7.8 bad credentials' });
    const scene = new Scene(server.port, { inboxes: 1 });
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(5));
    await eventually(async () => expect(await dispatcher.told(LoginRefused, scene)).not.toHaveLength(0));

    server.script = {};
    for (const account of scene.accounts) {
      await dispatcher.neighbours.tell(AccountChanged, scene.workspaceId, { ...account, version: 2 });
    }
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 5 }));
    expect(server.taken).toHaveLength(5);
  });
});

describe('a pause in the middle of a run', () => {
  it('lets nothing begin after its answer, and a resume sends the rest', async () => {
    const server = await aServer();
    const scene = new Scene(server.port, { inboxes: 3 });
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(1_500));
    await eventually(() => expect(server.taken.length).toBeGreaterThan(50));

    const paused = scene.next('paused');
    const ref = { workspace_id: scene.workspaceId, campaign_id: scene.campaign.id };
    const { in_flight } = await dispatcher.rpc.request(HoldCampaign, { ...ref, version: paused.version });
    const begunBefore = await begun(scene);

    await eventually(async () => expect((await dispatcher.countsByStatus(scene)).sending).toBeUndefined());
    expect(await begun(scene)).toBe(begunBefore);
    const atPause = server.taken.length;
    expect(in_flight).toBeLessThan(200); // what is at a server, or was and is not written down yet
    expect(atPause).toBeLessThan(1_500);

    await dispatcher.neighbours.tell(CampaignResumed, scene.workspaceId, scene.next('active'));
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 1_500 }));
    expect(server.taken).toHaveLength(1_500);
  });

  /** Sends that ever began: the time of the beginning stays with what was sent. */
  async function begun({ campaign }: Scene): Promise<number> {
    const [row] = await dispatcher.database.query<{ count: number }>(
      'select count(handover_at)::int as count from send where campaign_id = $1',
      [uuidOf(campaign.id)],
    );
    return row?.count ?? 0;
  }
});
