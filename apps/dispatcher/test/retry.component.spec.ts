import { EmailSent, RetrySends, type ResponseOf, type RetryInput } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DispatcherUnderTest } from './dispatcher-under-test.js';
import { aRecipient, Scene } from './scene.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

const servers = useServers();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherUnderTest;

beforeAll(async () => {
  smtp = await startScriptedSmtp({});
  dispatcher = await DispatcherUnderTest.prepare(servers);
  await dispatcher.startReplica();
  await dispatcher.startReplica();
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});

const retry = ({ workspaceId, campaign }: Scene, input: RetryInput): Promise<ResponseOf<typeof RetrySends>> =>
  dispatcher.rpc.request(RetrySends, { workspace_id: workspaceId, campaign_id: campaign.id, retry: input });

const reachable = (wanted: boolean): void => {
  const email = wanted ? 'contact@recipient.example' : '';
  dispatcher.neighbours.confirm = ({ sends }) => ({
    results: sends.map(() => ({ wanted: true, recipient: aRecipient({ email }) })),
  });
};

/** Nothing could be made of the messages of this scene, and now it could. */
async function failedScene(count: number): Promise<Scene> {
  const scene = new Scene(smtp.port, { inboxes: 2 });
  await dispatcher.play(scene);
  reachable(false);
  await dispatcher.plan(scene, scene.due(count));
  await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ failed: count }));
  reachable(true);
  dispatcher.neighbours.reopen = ({ steps }) => ({ results: steps.map(() => 'reopened') });
  return scene;
}

const sentOf = (scene: Scene, sent: Record<string, number>): Promise<void> =>
  eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual(sent));

describe('a retry', () => {
  it('sends exactly the sends that it names once more, and says why not the others', async () => {
    const scene = await failedScene(4);
    const [one, two, stopped] = (await dispatcher.sends(scene)).map(({ id }) => id);
    const unknown = newId('send');
    if (one === undefined || two === undefined || stopped === undefined) throw new Error('four were planned');
    await retry(scene, { send_ids: [one] });
    await sentOf(scene, { sent: 1, failed: 3 });
    dispatcher.neighbours.reopen = ({ steps }) => ({
      results: steps.map((_, at) => (at === 0 ? 'contact_stopped' : 'reopened')),
    });

    const answer = await retry(scene, { send_ids: [one, two, stopped, unknown, unknown] });

    expect(answer.retried).toBe(1);
    expect(answer.next_cursor).toBeNull();
    expect(answer.skipped.map(({ reason }) => reason).toSorted()).toEqual([
      'contact_stopped',
      'not_found',
      'not_retryable',
    ]);
    expect(answer.skipped).toContainEqual({ send_id: one, reason: 'not_retryable' });
    await sentOf(scene, { sent: 2, failed: 2 });
    expect(await dispatcher.told(EmailSent, scene)).toHaveLength(2);
  });

  it('sends each once, however many ask for it at the same moment', async () => {
    const scene = await failedScene(40);
    const before = smtp.taken.length;

    const answers = await Promise.all([1, 2, 3, 4].map(() => retry(scene, { status: 'failed' })));

    expect(answers.reduce((sum, { retried }) => sum + retried, 0)).toBe(40);
    await sentOf(scene, { sent: 40 });
    expect(smtp.taken.length - before).toBe(40);
    const counted = await dispatcher.database.query(
      'select sent_today from campaign_pace where campaign_id = $1',
      [uuidOf(scene.campaign.id)],
    );
    expect(counted).toEqual([{ sent_today: 40 }]);
  });

  it('of a send in doubt carries the Message-ID of the first time, from the same inbox', async () => {
    const scene = new Scene(smtp.port, { inboxes: 2 });
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(1));
    await sentOf(scene, { sent: 1 });
    const [first] = await dispatcher.sends(scene);
    await dispatcher.database.query(
      `update send set status = 'indeterminate', sent_at = null where campaign_id = $1`,
      [uuidOf(scene.campaign.id)],
    );

    expect(await retry(scene, { status: 'indeterminate' })).toMatchObject({ retried: 1, skipped: [] });
    await sentOf(scene, { sent: 1 });
    const [again] = await dispatcher.sends(scene);
    expect(again).toMatchObject({
      id: first?.id,
      message_id: first?.message_id,
      sending_account_id: first?.sending_account_id,
    });
  });

  it('changes nothing while the contacts cannot be asked for', async () => {
    const scene = await failedScene(2);
    dispatcher.neighbours.reopen = () => {
      throw new Error('down');
    };

    await expect(retry(scene, { status: 'failed' })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await dispatcher.countsByStatus(scene)).toEqual({ failed: 2 });
  });

  it('finds nothing in another workspace', async () => {
    const scene = await failedScene(1);
    const [send] = await dispatcher.sends(scene);
    if (send === undefined) throw new Error('one was planned');
    const stranger = new Scene(smtp.port, { inboxes: 1 });

    expect(await retry(stranger, { send_ids: [send.id] })).toMatchObject({
      retried: 0,
      skipped: [{ send_id: send.id, reason: 'not_found' }],
    });
  });
});
