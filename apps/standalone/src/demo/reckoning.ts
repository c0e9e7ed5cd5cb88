import { CampaignResource, GetStepMetrics, SendStatus, SendView, StepMetrics } from '#contracts';
import { z } from 'zod';
import type { RestClient } from './rest-client.js';

/** What the local mailbox says over HTTP, as far as it matters here. */
const Kept = z.object({ messages: z.array(z.object({ message_id: z.string() })) });
const Refused = z.object({ refused: z.array(z.object({ to: z.string() })) });

/** The campaign's figures held against what the mailbox really keeps, message by message. */
export interface Reckoning {
  readonly steps: readonly StepMetrics[];
  readonly campaign: CampaignResource;
  readonly byStatus: ReadonlyMap<SendStatus, number>;
  /** Messages of this campaign that the mailbox holds. */
  readonly held: number;
  readonly refused: number;
  /** Each difference in a sentence; empty when every figure equals the mailbox. */
  readonly differences: readonly string[];
}

export async function reckon(rest: RestClient, campaignId: string, mailboxUrl: string): Promise<Reckoning> {
  const [campaign, steps, kept, refused] = await Promise.all([
    rest.get(CampaignResource, `campaigns/${campaignId}/`),
    rest.get(GetStepMetrics.response, `campaigns/${campaignId}/analytics/steps/`),
    ask(Kept, `${mailboxUrl}/api/messages`),
    ask(Refused, `${mailboxUrl}/api/refused`),
  ]);
  const copies = countBy(kept.messages, (message) => message.message_id);
  const refusedAddresses = new Set(refused.refused.map(({ to }) => to));

  const byStatus = new Map<SendStatus, number>();
  const tally = { held: 0, refused: 0 };
  const differences: string[] = [];
  for await (const send of rest.each(SendView, `campaigns/${campaignId}/sends/`)) {
    byStatus.set(send.status, (byStatus.get(send.status) ?? 0) + 1);
    const found = send.message_id === null ? 0 : (copies.get(send.message_id) ?? 0);
    tally.held += found;
    if (send.status === 'bounced') tally.refused += 1;
    differences.push(...compare(send, found, refusedAddresses));
  }
  differences.push(...compareTotals(campaign, byStatus));
  return { campaign, steps: steps.results, byStatus, differences, ...tally };
}

/** An indeterminate send may have left or not: both are right. More than one copy never is. */
function* compare(send: SendView, copies: number, refused: ReadonlySet<string>): Generator<string> {
  const what = `step ${send.step_number} to ${send.email}`;
  if (copies > 1) yield `${what} arrived ${copies} times`;
  if (send.status === 'sent' && copies === 0) yield `${what} is sent, but the mailbox does not hold it`;
  if (send.status === 'bounced' && !refused.has(send.email)) yield `${what} bounced, but nobody refused it`;
  if (['scheduled', 'failed', 'canceled', 'dropped', 'bounced'].includes(send.status) && copies > 0) {
    yield `${what} is ${send.status}, but the mailbox holds it`;
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

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

async function ask<Answer extends z.ZodType>(answer: Answer, url: string): Promise<z.output<Answer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return answer.parse(await response.json());
}
