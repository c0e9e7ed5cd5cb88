import { z } from 'zod';
import { textOrHtml } from '../domain/reply-texts.js';
import { signalKey } from '../domain/signal-key.js';
import type { MessageSignal, Signal } from '../domain/signal.js';
import { HookAddress, HookDate, HookMessageId, HookNumber, HookText } from '../hook-fields.js';
import type { PlatformCall } from '../platform-client.js';
import { allPages, ask, campaignPath, PAGE } from './smartlead-api.js';
import { leadIdOf } from './smartlead-leads.js';

/** One message to one lead. */
const Row = z.object({
  lead_email: HookAddress,
  sequence_number: HookNumber,
  email_subject: HookText,
  sent_time: HookDate,
  open_time: HookDate,
  click_time: HookDate,
  reply_time: HookDate,
  is_bounced: z.boolean().catch(false),
  is_unsubscribed: z.boolean().catch(false),
});
type StatisticsRow = z.output<typeof Row>;
const Statistics = z.object({ data: z.array(Row) });

/** doubtful: their reference names another form of this answer than they send. */
const History = z.object({
  history: z.array(
    z.object({
      type: HookText,
      time: HookDate,
      message_id: HookMessageId,
      subject: HookText,
      email_body: HookText,
    }),
  ),
});

/**
 * Facts whose hook was missed. Their filter by time is that of the send, so ends of older messages are asked for by their
 * kind: few messages bounce, unsubscribe or are answered.
 */
export async function* smartleadStatistics(
  call: PlatformCall,
  id: string,
  since: Date,
): AsyncGenerator<Signal> {
  for await (const row of rowsOf(call, id, { sent_time_start_date: since.toISOString() })) {
    yield* factsOf(id, row, [
      ['sent', row.sent_time],
      ['opened', row.open_time],
      ['clicked', row.click_time],
    ]);
  }
  for await (const row of rowsOf(call, id, { email_status: 'bounced' })) {
    yield* factsOf(id, row, [['bounced', row.is_bounced ? row.sent_time : null]]);
  }
  for await (const row of rowsOf(call, id, { email_status: 'unsubscribed' })) {
    yield* factsOf(id, row, [['unsubscribed', row.is_unsubscribed ? row.sent_time : null]]);
  }
  yield* repliesSince(call, id, since);
}

function rowsOf(call: PlatformCall, id: string, filter: Readonly<Record<string, string>>) {
  const path = campaignPath(id, '/statistics');
  return allPages(async (offset) => {
    const query = { ...filter, offset, limit: PAGE };
    return (await ask(call, { method: 'GET', path, query, idempotent: true }, Statistics)).data;
  });
}

type Kind = MessageSignal['kind'];

function* factsOf(id: string, row: StatisticsRow, facts: readonly [Kind, Date | null][]): Generator<Signal> {
  for (const [kind, at] of facts) {
    if (at !== null && row.lead_email !== null) yield signalOf(kind, id, row.lead_email, row, at);
  }
}

function signalOf(
  kind: Kind,
  campaign: string,
  email: string,
  { sequence_number: step, email_subject: subject }: StatisticsRow,
  at: Date,
  messageId: string | null = null,
): MessageSignal {
  return {
    kind,
    at,
    key: signalKey(kind, { campaign, email, step, messageId, at }),
    platformCampaignId: campaign,
    email,
    leadId: null,
    stepNumber: step,
    accountEmail: null,
    messageId,
    machine: false,
    ...(subject !== null && kind !== 'replied' && { subject }),
  };
}

/**
 * The row of a reply has no text: it is in the history of the lead. One reply is on the rows of several steps, so that none of
 * them tells which message it answers.
 */
async function* repliesSince(call: PlatformCall, id: string, since: Date): AsyncGenerator<Signal> {
  const seen = new Set<string>();
  for await (const row of rowsOf(call, id, { email_status: 'replied' })) {
    const { lead_email: email, reply_time: at } = row;
    if (email === null || at === null || at < since || seen.has(email)) continue;
    seen.add(email);
    const mail = await lastReplyOf(call, id, email);
    if (mail === undefined) continue;
    const reply = { ...textOrHtml(mail.email_body), subject: mail.subject, automatic: false };
    const signal = signalOf('replied', id, email, row, mail.time ?? at, mail.message_id);
    yield { ...signal, stepNumber: null, reply };
  }
}

async function lastReplyOf(call: PlatformCall, id: string, email: string) {
  const leadId = await leadIdOf(call, id, email);
  if (leadId === null) return undefined;
  const path = campaignPath(id, `/leads/${encodeURIComponent(leadId)}/message-history`);
  const { history } = await ask(call, { method: 'GET', path, idempotent: true }, History);
  return history.findLast(({ type }) => type?.toUpperCase() === 'REPLY');
}
