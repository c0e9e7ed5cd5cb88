import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EmailBounced,
  EmailReplied,
  GetMetrics,
  GetReplyIntents,
  ReplyCorrected,
  type DataOf,
  type ReplyIntent,
} from '#contracts';
import { newId, type Id } from '#kernel';
import { useServers } from '#testing';
import { AnalyticsHarness } from './analytics-harness.js';

const servers = useServers();
let analytics: AnalyticsHarness;

beforeAll(async () => {
  analytics = await AnalyticsHarness.start(servers);
});
afterAll(() => analytics.stop());

type Reply = DataOf<typeof EmailReplied>;

const someCampaign = () => ({ workspace_id: newId('ws'), campaign_id: newId('camp') });
type Campaign = ReturnType<typeof someCampaign>;

const messageTo = ({ campaign_id }: Campaign, contact_id = newId('cont')) => ({
  send_id: newId('send'),
  campaign_id,
  enrollment_id: newId('enr'),
  contact_id,
  step_id: newId('step'),
  step_number: 1,
  at: '2026-05-04T10:00:00.000Z',
  email: 'ada@example.com',
  sending_account_id: newId('ea'),
});

const reply = (campaign: Campaign, intent: ReplyIntent, changes: Partial<Reply> = {}): Reply => ({
  ...messageTo(campaign),
  reply_id: newId('rep'),
  version: 1,
  intent,
  confidence: 0.9,
  automatic: intent === 'ooo',
  from: 'ada@example.com',
  snippet: 'Hello',
  returns_on: null,
  ...changes,
});

const publish = ({ workspace_id }: Campaign, ...replies: Reply[]): Promise<void> =>
  analytics.dispatcher.services.publishData(EmailReplied, workspace_id, ...replies);
const correct = ({ workspace_id }: Campaign, ...replies: Reply[]): Promise<void> =>
  analytics.dispatcher.services.publishData(ReplyCorrected, workspace_id, ...replies);

/** The intents that somebody had, and the contacts that replied. */
async function figuresOf(campaign: Campaign) {
  await analytics.everythingIsCounted();
  const { total, intents } = await analytics.rpc.request(GetReplyIntents, campaign);
  expect(Object.keys(intents)).toHaveLength(10);
  expect(Object.values(intents).reduce((sum, count) => sum + count, 0)).toBe(total);
  const { workspace_id, campaign_id } = campaign;
  const { results } = await analytics.rpc.request(GetMetrics, { workspace_id, campaign_ids: [campaign_id] });
  const shown = Object.entries(intents).filter(([, count]) => count > 0);
  return { intents: Object.fromEntries(shown), replied: results[0]?.metrics.replied };
}

describe('the intents of replies', () => {
  it('count a contact once for each intent that it had, however often an event comes', async () => {
    const campaign = someCampaign();
    const contact_id: Id<'cont'> = newId('cont');
    const replies = [
      reply(campaign, 'question', { contact_id }),
      reply(campaign, 'question', { contact_id }),
      reply(campaign, 'interested', { contact_id }),
      reply(campaign, 'question'),
    ];

    await publish(campaign, ...replies);
    await publish(campaign, ...replies.toReversed());

    expect(await figuresOf(campaign)).toEqual({ intents: { question: 2, interested: 1 }, replied: 2 });
  });

  it('keep automatic answers apart: they are out of the office, and no replies', async () => {
    const campaign = someCampaign();

    await publish(campaign, reply(campaign, 'ooo'), reply(campaign, 'other', { automatic: true }));

    expect(await figuresOf(campaign)).toEqual({ intents: { ooo: 2 }, replied: 0 });
  });

  it('follow the latest correction, in any order', async () => {
    const campaign = someCampaign();
    const first = reply(campaign, 'ooo');
    const second = { ...first, intent: 'question' as const, version: 2 };
    const third = { ...first, intent: 'interested' as const, version: 3 };

    await correct(campaign, third);
    await correct(campaign, second);
    await publish(campaign, first);
    expect(await figuresOf(campaign)).toEqual({ intents: { interested: 1 }, replied: 1 });

    await correct(campaign, second, third);
    expect(await figuresOf(campaign)).toEqual({ intents: { interested: 1 }, replied: 1 });
  });

  it('leave a reply in the metrics that was an answer before a correction', async () => {
    const campaign = someCampaign();
    const first = reply(campaign, 'interested');

    await publish(campaign, first);
    await correct(campaign, { ...first, intent: 'ooo', version: 2 });

    expect(await figuresOf(campaign)).toEqual({ intents: { ooo: 1 }, replied: 1 });
  });

  it('count contacts whose message came back in a delivery report, and no refusals at once', async () => {
    const campaign = someCampaign();
    const refusal = {
      code: 'recipient_refused',
      smtp_code: 550,
      enhanced_code: '5.1.1',
      message: 'no such user',
    };
    const bounce = { ...messageTo(campaign), hard: true, class: 'hard' as const, refusal };
    const late = { ...messageTo(campaign), hard: true, class: 'hard' as const, refusal, reported: true };

    await analytics.dispatcher.services.publishData(EmailBounced, campaign.workspace_id, bounce, late, late);

    expect(await figuresOf(campaign)).toEqual({ intents: { bounce: 1 }, replied: 0 });
  });

  it('are none for another workspace, and an event of another workspace changes none', async () => {
    const campaign = someCampaign();
    const first = reply(campaign, 'question');
    const stranger = { ...campaign, workspace_id: newId('ws') };

    await publish(campaign, first);
    await analytics.everythingIsCounted();
    await correct(stranger, { ...first, intent: 'interested', version: 2 });

    expect(await figuresOf(campaign)).toEqual({ intents: { question: 1 }, replied: 1 });
    expect((await figuresOf(stranger)).intents).toEqual({});
  });
});
