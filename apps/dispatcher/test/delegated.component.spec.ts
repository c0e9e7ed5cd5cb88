import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BounceReported,
  CampaignArchived,
  CancelSends,
  EmailBounced,
  EmailDelivered,
  EmailFailed,
  EmailSent,
  EnrollmentFinished,
  GetPacing,
  LeadLeft,
  LeadRefused,
  ListSends,
  PlanDelegatedSends,
  PlatformMessageSent,
  ReopenSteps,
  RetrySends,
  type SendView,
} from '#contracts';
import { MovableClock, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { readUnsubscribeToken } from '#tracking';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness, TRACKING_SECRET } from './dispatcher-harness.js';
import {
  accountOf,
  finished,
  leadsOf,
  left,
  PAGE,
  planOf,
  refTo,
  refused,
  reported,
  type Delegated,
  type Fact,
} from './platform-reports.js';

const servers = useServers();
const clock = new MovableClock();
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica(clock);
  await dispatcher.startReplica(clock);
});
afterAll(() => dispatcher.stop());

const requestPlan = (fixture: CampaignFixture, sends: ReturnType<typeof planOf>) =>
  dispatcher.rpc.request(PlanDelegatedSends, { ...refTo(fixture), sends });

/** A campaign of two steps at a platform, with planned leads. */
async function delegated(contacts: number): Promise<Delegated> {
  const fixture = new CampaignFixture(1, { accounts: 1, platform: 'reachinbox', smart_time_gaps: true });
  await dispatcher.introduce(fixture);
  await eventually(async () => expect(await dispatcher.versionOf(fixture)).toBe(fixture.currentVersion));
  const planned = planOf(fixture, contacts, clock.now());
  // A process plans after its first beat.
  const { results } = await eventually(() => requestPlan(fixture, planned));
  return { fixture, leads: leadsOf(fixture, planned, results) };
}

const becomes = (fixture: CampaignFixture, counts: Record<string, number>): Promise<void> =>
  eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual(counts));

const required = (fact: Fact | undefined): Fact => {
  if (fact === undefined) throw new Error('the lead has that step');
  return fact;
};

const reportSent = (fixture: CampaignFixture, ...facts: (Fact | undefined)[]): Promise<void> =>
  dispatcher.stubs.publish(
    PlatformMessageSent,
    fixture.workspaceId,
    ...facts.map((fact) => reported(fixture, required(fact))),
  );

const refuse = ({ workspaceId }: CampaignFixture, fact: Fact | undefined): Promise<void> =>
  dispatcher.stubs.publish(LeadRefused, workspaceId, refused(required(fact)));

const leave = ({ workspaceId }: CampaignFixture, fact: Fact | undefined): Promise<void> =>
  dispatcher.stubs.publish(LeadLeft, workspaceId, left(required(fact)));

const finish = ({ workspaceId }: CampaignFixture, fact: Fact | undefined): Promise<void> =>
  dispatcher.stubs.publish(EnrollmentFinished, workspaceId, finished(required(fact)));

async function listed(fixture: CampaignFixture, status: SendView['status'][]): Promise<SendView[]> {
  const { results } = await dispatcher.rpc.request(ListSends, { ...refTo(fixture), status, page_size: 50 });
  return results;
}

describe('the sends of a delegated campaign', () => {
  it('are planned once per step, and nothing here sends them', async () => {
    const { fixture, leads } = await delegated(3);
    const again = planOf(fixture, 1, clock.now()).slice(0, 1);
    const [[first] = []] = leads;
    if (first === undefined) throw new Error('three leads were planned');
    const { send_id, at, campaign_id: _, ...step } = first;
    const repeated = [...again, { ...step, due_at: at, page: PAGE }];
    const answers = await Promise.all([requestPlan(fixture, repeated), requestPlan(fixture, repeated)]);

    expect(answers.map(({ results }) => results[1]?.send_id)).toEqual([send_id, send_id]);
    expect(answers[0]?.results[0]?.send_id).toBe(answers[1]?.results[0]?.send_id);
    const token = answers[0]?.results[1]?.unsubscribe_url.replace('https://n.example/u/', '') ?? '';
    expect(readUnsubscribeToken(TRACKING_SECRET, token)).toMatchObject({
      message: { send_id, step_number: 1, workspace_id: fixture.workspaceId },
      page: PAGE,
    });
    clock.advance(3_600_000);
    const native = new CampaignFixture(1, { accounts: 1 });
    await dispatcher.introduce(native);
    await dispatcher.publishSteps(native, native.due(1, clock.now()));
    await eventually(async () => {
      const tried = await dispatcher.database.query(
        'select from send where campaign_id = $1 and attempts > 0',
        [uuidOf(native.campaign.id)],
      );
      expect(tried).toHaveLength(1);
    });
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ delegated: 7 });
  });

  it('are shown and found as scheduled ones, at the time of their plan', async () => {
    const { fixture, leads } = await delegated(1);
    const shown = await dispatcher.sends(fixture);
    expect(shown.toSorted((one, other) => other.step_number - one.step_number)).toMatchObject([
      { step_number: 2, status: 'scheduled', scheduled_at: leads[0]?.[1]?.at, sending_account_id: null },
      { step_number: 1, status: 'scheduled', scheduled_at: leads[0]?.[0]?.at, error: null },
    ]);
    expect(await listed(fixture, ['scheduled'])).toEqual(shown);
    expect(await listed(fixture, ['canceled', 'sent'])).toEqual([]);
  });

  it('become sent when the platform says so, once, with the events of a native message', async () => {
    const { fixture, leads } = await delegated(1);
    const [first, second] = leads[0] ?? [];
    await reportSent(fixture, first, first);
    await reportSent(fixture, first);
    await reportSent(fixture, second); // the second shows that the repetition was seen
    await becomes(fixture, { sent: 2 });

    const sent = await dispatcher.published(EmailSent, fixture);
    expect(sent.map(({ data }) => data)).toEqual([
      reported(fixture, required(first)),
      reported(fixture, required(second)),
    ]);
    const { message_id: _, subject: __, ...delivered } = reported(fixture, required(first));
    const delivery = await dispatcher.published(EmailDelivered, fixture);
    expect(delivery.map(({ data }) => data)).toMatchObject([delivered, { step_number: 2 }]);
    const log = await listed(fixture, ['sent']);
    expect(log.find(({ step_number }) => step_number === 1)).toMatchObject({
      variant: 'B',
      sending_account_id: accountOf(fixture),
      sent_at: first?.at,
      message_id: `<${first?.send_id}@there>`,
      subject: 'Hello Grace',
    });
  });

  it('are sent where the platform sent them, although they were canceled or refused here', async () => {
    const { fixture, leads } = await delegated(2);
    await refuse(fixture, leads[0]?.[0]);
    await finish(fixture, leads[1]?.[0]);
    await becomes(fixture, { failed: 1, canceled: 3 });
    await reportSent(fixture, leads[0]?.[0], leads[1]?.[0]);
    await becomes(fixture, { sent: 2, canceled: 2 });
    await refuse(fixture, leads[0]?.[0]);
    await leave(fixture, leads[1]?.[0]);
    await reportSent(fixture, leads[1]?.[1]); // shows that the two before were seen
    await becomes(fixture, { sent: 3, canceled: 1 });

    const failed = await dispatcher.published(EmailFailed, fixture);
    expect(failed.map(({ data }) => data)).toMatchObject([
      { send_id: leads[0]?.[0]?.send_id, step_number: 1, refusal: { code: 'blocklisted' } },
    ]);
  });

  it('are canceled with their enrollment, their lead, their contact or their campaign', async () => {
    const { fixture, leads } = await delegated(4);
    await finish(fixture, leads[0]?.[0]);
    await leave(fixture, leads[1]?.[0]);
    const contact_ids = leads[2]?.slice(0, 1).map(({ contact_id }) => contact_id) ?? [];
    expect(await dispatcher.rpc.request(CancelSends, { ...refTo(fixture), contact_ids })).toEqual({
      canceled: 2,
    });
    await becomes(fixture, { delegated: 2, canceled: 6 });

    await dispatcher.stubs.publish(CampaignArchived, fixture.workspaceId, fixture.next('archived'));
    await becomes(fixture, { canceled: 8 });
    await requestPlan(fixture, planOf(fixture, 1, clock.now()));
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ canceled: 10 });
    const reasons = (await listed(fixture, ['canceled'])).map(({ error }) => error?.code);
    expect(new Set(reasons)).toEqual(new Set(['replied', 'removed', 'contact_removed', 'campaign_archived']));
  });

  it('belong to their workspace', async () => {
    const { fixture, leads } = await delegated(1);
    const stranger = new CampaignFixture(1, { accounts: 1, platform: 'reachinbox' });
    const strange = { ...refTo(stranger), campaign_id: fixture.campaign.id };
    const planning = dispatcher.rpc.request(PlanDelegatedSends, {
      ...strange,
      sends: planOf(fixture, 1, clock.now()),
    });
    await expect(planning).rejects.toMatchObject({ kind: 'unavailable' });
    await reportSent(stranger, leads[0]?.[0]);
    await reportSent(fixture, leads[0]?.[1]); // shows that the one before was seen
    await becomes(fixture, { delegated: 1, sent: 1 });
  });
});

describe('a bounce of a delegated message', () => {
  const bounce = async (fixture: CampaignFixture, fact: Fact | undefined, answer: string): Promise<void> => {
    if (fact === undefined) throw new Error('the lead has that step');
    const report = { ...fact, at: clock.now().toISOString(), answer, smtp_code: null, enhanced_code: null };
    await dispatcher.stubs.publish(BounceReported, fixture.workspaceId, report);
  };

  it('that is told before the message waits for it', async () => {
    const { fixture, leads } = await delegated(1);
    await bounce(fixture, leads[0]?.[0], '550 5.1.1 user unknown');
    await reportSent(fixture, leads[0]?.[0]);
    await becomes(fixture, { bounced: 1, delegated: 1 });
    expect((await dispatcher.published(EmailBounced, fixture)).map(({ data }) => data)).toMatchObject([
      { hard: true, reported: true, sending_account_id: accountOf(fixture) },
    ]);
  });

  it('never has it sent from here, even by a full mailbox', async () => {
    const { fixture, leads } = await delegated(1);
    dispatcher.stubs.services.forgetRequests();
    await reportSent(fixture, leads[0]?.[0]);
    await becomes(fixture, { sent: 1, delegated: 1 });
    await bounce(fixture, leads[0]?.[0], '552 5.2.2 mailbox full');
    await becomes(fixture, { bounced: 1, delegated: 1 });
    expect(dispatcher.stubs.services.subjects).not.toContain(ReopenSteps.subject);
    expect((await dispatcher.published(EmailBounced, fixture)).map(({ data }) => data)).toMatchObject([
      { hard: false, class: 'mailbox_unavailable' },
    ]);
  });
});

it('a retry leaves out what a platform sends, and says so', async () => {
  const { fixture, leads } = await delegated(1);
  await refuse(fixture, leads[0]?.[0]);
  await becomes(fixture, { failed: 1, canceled: 1 });
  const send_ids = leads[0]?.map(({ send_id }) => send_id) ?? [];
  const answers = await Promise.all([
    dispatcher.rpc.request(RetrySends, { ...refTo(fixture), retry: { send_ids } }),
    dispatcher.rpc.request(RetrySends, { ...refTo(fixture), retry: { status: 'failed' } }),
  ]);

  expect(answers[0]).toMatchObject({
    retried: 0,
    skipped: [{ reason: 'delegated' }, { reason: 'delegated' }],
  });
  expect(answers[1]).toMatchObject({ retried: 0, skipped: [{ send_id: send_ids[0], reason: 'delegated' }] });
});

it('its pacing counts what is due and was sent, and no gap of an account', async () => {
  const { fixture, leads } = await delegated(2);
  await reportSent(fixture, leads[0]?.[0]);
  await becomes(fixture, { sent: 1, delegated: 3 });
  const pacing = await dispatcher.rpc.request(GetPacing, refTo(fixture));

  expect(pacing).toMatchObject({
    blockers: [],
    limits: [{ name: 'campaign_daily_limit', used: 1 }],
    binding_limit: null,
  });
  expect(pacing.sendable_now).toBe(3);
  const waking = await dispatcher.database.query(
    `select from campaign_send_state where campaign_id = $1 and wake_at > now() + interval '100 years'`,
    [uuidOf(fixture.campaign.id)],
  );
  expect(waking).toHaveLength(1);
});
