import { z } from 'zod';
import {
  CampaignResource,
  GetStepMetrics,
  ReplyIntents,
  SendStatus,
  SendView,
  StepMetrics,
} from '#contracts';
import { getJson } from './get-json.js';
import type { RestClient } from './rest-client.js';

/** Answers of the mailbox API, as far as they matter here. */
const Received = z.object({ messages: z.array(z.object({ message_id: z.string() })) });
const Refused = z.object({ refused: z.array(z.object({ to: z.string() })) });
const Reactions = z.object({
  /** Messages that recipients have still to look at. */
  pending: z.number().default(0),
  reactions: z.array(z.object({ kind: z.string(), by: z.string(), message_id: z.string() })),
});
type Reaction = z.infer<typeof Reactions>['reactions'][number];

/** A campaign's figures compared with the messages in the mailbox, one by one. */
export interface Reconciliation {
  readonly steps: readonly StepMetrics[];
  readonly campaign: CampaignResource;
  readonly byStatus: ReadonlyMap<SendStatus, number>;
  /** Messages of this campaign in the mailbox. */
  readonly received: number;
  readonly refused: number;
  /** Replies by intent, as the API counts them. */
  readonly intents: ReplyIntents['intents'];
  /** Messages that recipients have still to look at. */
  readonly pending: number;
  /** One sentence for each difference; empty when every figure equals the mailbox. */
  readonly differences: readonly string[];
}

/** All that a mailbox holds, of whatever campaign. */
export interface MailboxContent {
  /** One for each copy of a message. */
  readonly messageIds: readonly string[];
  readonly refusedAddresses: readonly string[];
  readonly reactions: readonly Reaction[];
  readonly pending: number;
}

export async function reconcile(
  rest: RestClient,
  campaignId: string,
  mailboxUrl: string,
): Promise<Reconciliation> {
  return reconcileWith(rest, campaignId, await contentOf(mailboxUrl));
}

async function contentOf(mailboxUrl: string): Promise<MailboxContent> {
  const [{ messages }, { refused }, { reactions, pending }] = await Promise.all([
    getJson(Received, `${mailboxUrl}/api/messages`),
    getJson(Refused, `${mailboxUrl}/api/refused`),
    getJson(Reactions, `${mailboxUrl}/api/reactions`),
  ]);
  const messageIds = messages.map(({ message_id }) => message_id);
  return { messageIds, refusedAddresses: refused.map(({ to }) => to), reactions, pending };
}

export async function reconcileWith(
  rest: RestClient,
  campaignId: string,
  { messageIds, refusedAddresses: addresses, reactions, pending }: MailboxContent,
): Promise<Reconciliation> {
  const [campaign, steps, replies] = await Promise.all([
    rest.get(CampaignResource, `campaigns/${campaignId}/`),
    rest.get(GetStepMetrics.response, `campaigns/${campaignId}/analytics/steps/`),
    rest.get(ReplyIntents, `campaigns/${campaignId}/analytics/reply-intents/`),
  ]);
  const copies = countBy(messageIds, (id) => id);
  const refusedAddresses = new Set(addresses);

  const byStatus = new Map<SendStatus, number>();
  const tally = { received: 0, refused: 0 };
  const ids = new Set<string>();
  const differences: string[] = [];
  for await (const send of rest.each(SendView, `campaigns/${campaignId}/sends/`)) {
    byStatus.set(send.status, (byStatus.get(send.status) ?? 0) + 1);
    if (send.message_id !== null) ids.add(send.message_id);
    const found = send.message_id === null ? 0 : (copies.get(send.message_id) ?? 0);
    tally.received += found;
    if (send.status === 'bounced') tally.refused += 1;
    differences.push(...compare(send, found, refusedAddresses));
  }
  differences.push(...compareTotals(campaign, byStatus));
  const own = reactions.filter(({ message_id }) => ids.has(message_id));
  differences.push(...compareReactions(campaign, replies, own));
  return {
    campaign,
    steps: steps.results,
    byStatus,
    differences,
    intents: replies.intents,
    pending,
    ...tally,
  };
}

/** An indeterminate send may have arrived or not. More than one copy is always a difference. */
function* compare(send: SendView, copies: number, refused: ReadonlySet<string>): Generator<string> {
  const subject = `step ${send.step_number} to ${send.email}`;
  if (copies > 1) yield `${subject} arrived ${copies} times`;
  if (send.status === 'sent' && copies === 0) yield `${subject} is sent, but it is not in the mailbox`;
  if (send.status === 'bounced' && !refused.has(send.email))
    yield `${subject} bounced, but the mailbox did not refuse it`;
  if (['scheduled', 'failed', 'canceled', 'dropped', 'bounced'].includes(send.status) && copies > 0) {
    yield `${subject} is ${send.status}, but it is in the mailbox`;
  }
}

function* compareTotals({ metrics }: CampaignResource, byStatus: ReadonlyMap<SendStatus, number>) {
  if (metrics === null) {
    yield 'the analytics service does not answer';
    return;
  }
  const sent = byStatus.get('sent') ?? 0;
  const bounced = byStatus.get('bounced') ?? 0;
  if (metrics.delivered !== sent) yield `metrics say ${metrics.delivered} delivered, the send log ${sent}`;
  if (metrics.bounced !== bounced) yield `metrics say ${metrics.bounced} bounced, the send log ${bounced}`;
}

/** Opens and clicks count once for a message, everything else once for a contact. */
function* compareReactions(
  { metrics }: CampaignResource,
  { intents }: ReplyIntents,
  reactions: readonly Reaction[],
): Generator<string> {
  if (metrics === null) return;
  const messages = (kind: string) =>
    new Set(ofKind(reactions, kind).map(({ message_id }) => message_id)).size;
  const people = (kind: string) => new Set(ofKind(reactions, kind).map(({ by }) => by)).size;
  const expected = {
    opened: [metrics.opened, messages('opened')],
    clicked: [metrics.clicked, messages('clicked')],
    replied: [metrics.replied, people('replied')],
    unsubscribed: [metrics.unsubscribed, people('unsubscribed')],
    'complained of spam': [metrics.spam_complaints, people('complained')],
    'out of office': [intents.ooo, people('out_of_office')],
  };
  for (const [what, [figure, done]] of Object.entries(expected)) {
    if (figure !== done) yield `metrics say ${figure} ${what}, the recipients did it ${done} times`;
  }
}

const ofKind = (reactions: readonly Reaction[], kind: string): Reaction[] =>
  reactions.filter((reaction) => reaction.kind === kind);

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
