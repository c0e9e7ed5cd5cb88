import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailSent, RetrySends, type ResponseOf, type RetryInput } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, recipient, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

const servers = useServers();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  smtp = await startScriptedSmtp({});
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
  await dispatcher.startReplica();
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});

const retry = (
  { workspaceId, campaign }: CampaignFixture,
  input: RetryInput,
): Promise<ResponseOf<typeof RetrySends>> =>
  dispatcher.rpc.request(RetrySends, { workspace_id: workspaceId, campaign_id: campaign.id, retry: input });

const reachable = (wanted: boolean): void => {
  const email = wanted ? 'contact@recipient.example' : '';
  dispatcher.stubs.confirm = ({ sends }) => ({
    results: sends.map(() => ({ wanted: true, recipient: recipient({ email }) })),
  });
};

/** Nothing could be made of the messages of this fixture, and now it could. */
async function failedFixture(count: number): Promise<CampaignFixture> {
  const fixture = new CampaignFixture(smtp.port, { accounts: 2 });
  await dispatcher.introduce(fixture);
  reachable(false);
  await dispatcher.publishSteps(fixture, fixture.due(count));
  await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ failed: count }));
  reachable(true);
  dispatcher.stubs.reopen = ({ steps }) => ({ results: steps.map(() => 'reopened') });
  return fixture;
}

const sentOf = (fixture: CampaignFixture, sent: Record<string, number>): Promise<void> =>
  eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual(sent));

describe('a retry', () => {
  it('sends exactly the sends that it names once more, and says why not the others', async () => {
    const fixture = await failedFixture(4);
    const [one, two, stopped] = (await dispatcher.sends(fixture)).map(({ id }) => id);
    const unknown = newId('send');
    if (one === undefined || two === undefined || stopped === undefined) throw new Error('four were planned');
    await retry(fixture, { send_ids: [one] });
    await sentOf(fixture, { sent: 1, failed: 3 });
    dispatcher.stubs.reopen = ({ steps }) => ({
      results: steps.map((_, at) => (at === 0 ? 'contact_stopped' : 'reopened')),
    });

    const answer = await retry(fixture, { send_ids: [one, two, stopped, unknown, unknown] });

    expect(answer.retried).toBe(1);
    expect(answer.next_cursor).toBeNull();
    expect(answer.skipped.map(({ reason }) => reason).toSorted()).toEqual([
      'contact_stopped',
      'not_found',
      'not_retryable',
    ]);
    expect(answer.skipped).toContainEqual({ send_id: one, reason: 'not_retryable' });
    await sentOf(fixture, { sent: 2, failed: 2 });
    expect(await dispatcher.published(EmailSent, fixture)).toHaveLength(2);
  });

  it('sends each once, however many request it at the same moment', async () => {
    const fixture = await failedFixture(40);
    const before = smtp.taken.length;

    const answers = await Promise.all([1, 2, 3, 4].map(() => retry(fixture, { status: 'failed' })));

    expect(answers.reduce((sum, { retried }) => sum + retried, 0)).toBe(40);
    await sentOf(fixture, { sent: 40 });
    expect(smtp.taken.length - before).toBe(40);
    const counted = await dispatcher.database.query(
      'select sent_today from campaign_send_state where campaign_id = $1',
      [uuidOf(fixture.campaign.id)],
    );
    expect(counted).toEqual([{ sent_today: 40 }]);
  });

  it('of a send in doubt carries the Message-ID of the first time, from the same inbox', async () => {
    const fixture = new CampaignFixture(smtp.port, { accounts: 2 });
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(1));
    await sentOf(fixture, { sent: 1 });
    const [first] = await dispatcher.sends(fixture);
    await dispatcher.database.query(
      `update send set status = 'indeterminate', sent_at = null where campaign_id = $1`,
      [uuidOf(fixture.campaign.id)],
    );

    expect(await retry(fixture, { status: 'indeterminate' })).toMatchObject({ retried: 1, skipped: [] });
    await sentOf(fixture, { sent: 1 });
    const [again] = await dispatcher.sends(fixture);
    expect(again).toMatchObject({
      id: first?.id,
      message_id: first?.message_id,
      sending_account_id: first?.sending_account_id,
    });
  });

  it('changes nothing while enrollment does not answer', async () => {
    const fixture = await failedFixture(2);
    dispatcher.stubs.reopen = () => {
      throw new Error('down');
    };

    await expect(retry(fixture, { status: 'failed' })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ failed: 2 });
  });

  it('finds nothing in another workspace', async () => {
    const fixture = await failedFixture(1);
    const [send] = await dispatcher.sends(fixture);
    if (send === undefined) throw new Error('one was planned');
    const stranger = new CampaignFixture(smtp.port, { accounts: 1 });

    expect(await retry(stranger, { send_ids: [send.id] })).toMatchObject({
      retried: 0,
      skipped: [{ send_id: send.id, reason: 'not_found' }],
    });
  });
});
