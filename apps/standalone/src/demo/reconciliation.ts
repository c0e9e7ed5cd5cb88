import { z } from 'zod';
import { CampaignResource, GetStepMetrics, SendStatus, SendView, StepMetrics } from '#contracts';
import type { RestClient } from './rest-client.js';

/** Answers of the mailbox API, as far as they matter here. */
const Received = z.object({ messages: z.array(z.object({ message_id: z.string() })) });
const Refused = z.object({ refused: z.array(z.object({ to: z.string() })) });

/** A campaign's figures compared with the messages in the mailbox, one by one. */
export interface Reconciliation {
  readonly steps: readonly StepMetrics[];
  readonly campaign: CampaignResource;
  readonly byStatus: ReadonlyMap<SendStatus, number>;
  /** Messages of this campaign in the mailbox. */
  readonly received: number;
  readonly refused: number;
  /** One sentence for each difference; empty when every figure equals the mailbox. */
  readonly differences: readonly string[];
}

export async function reconcile(
  rest: RestClient,
  campaignId: string,
  mailboxUrl: string,
): Promise<Reconciliation> {
  const [campaign, steps, received, refused] = await Promise.all([
    rest.get(CampaignResource, `campaigns/${campaignId}/`),
    rest.get(GetStepMetrics.response, `campaigns/${campaignId}/analytics/steps/`),
    getJson(Received, `${mailboxUrl}/api/messages`),
    getJson(Refused, `${mailboxUrl}/api/refused`),
  ]);
  const copies = countBy(received.messages, (message) => message.message_id);
  const refusedAddresses = new Set(refused.refused.map(({ to }) => to));

  const byStatus = new Map<SendStatus, number>();
  const tally = { received: 0, refused: 0 };
  const differences: string[] = [];
  for await (const send of rest.each(SendView, `campaigns/${campaignId}/sends/`)) {
    byStatus.set(send.status, (byStatus.get(send.status) ?? 0) + 1);
    const found = send.message_id === null ? 0 : (copies.get(send.message_id) ?? 0);
    tally.received += found;
    if (send.status === 'bounced') tally.refused += 1;
    differences.push(...compare(send, found, refusedAddresses));
  }
  differences.push(...compareTotals(campaign, byStatus));
  return { campaign, steps: steps.results, byStatus, differences, ...tally };
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

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

async function getJson<Shape extends z.ZodType>(shape: Shape, url: string): Promise<z.output<Shape>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return shape.parse(await response.json());
}
