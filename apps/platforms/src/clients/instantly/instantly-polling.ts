import { z } from 'zod';
import { signalKey } from '../domain/signal-key.js';
import type { MessageSignal } from '../domain/signal.js';
import { HookAddress, HookDate, HookMessageId, HookText } from '../hook-fields.js';
import type { PlatformCall } from '../platform-client.js';
import { ask, PAGE } from './instantly-api.js';

const Mail = z.object({
  id: z.string(),
  timestamp_email: HookDate,
  message_id: HookMessageId,
  subject: HookText,
  body: z.object({ text: HookText, html: HookText }).nullish().catch(null),
  lead: HookAddress,
  lead_id: HookText,
  eaccount: HookAddress,
  ue_type: z.number().nullish().catch(null),
  step: HookText,
  is_auto_reply: z.number().nullish().catch(null),
});
const Mails = z.object({ items: z.array(z.unknown()), next_starting_after: z.string().nullish() });

/** Mails sent by the campaign, and answers to them; the others are scheduled or written by hand. */
const KINDS: Readonly<Record<number, 'sent' | 'replied'>> = { 1: 'sent', 2: 'replied' };

/**
 * Sent mails and replies since that moment, from the unified inbox: a webhook that failed often is switched off there.
 * This list allows 20 requests a minute, so pages older than the moment are not read.
 */
export async function* instantlyMails(
  call: PlatformCall,
  id: string,
  since: Date,
): AsyncGenerator<MessageSignal> {
  let cursor: string | undefined;
  do {
    const query = { campaign_id: id, limit: PAGE, ...(cursor !== undefined && { starting_after: cursor }) };
    const page = await ask(call, { method: 'GET', path: '/emails', query, idempotent: true }, Mails);
    const mails = page.items.map((item) => Mail.safeParse(item)).flatMap(({ data }) => data ?? []);
    const news = mails.filter(({ timestamp_email: at }) => at !== null && at >= since);
    yield* news.flatMap((mail) => signalOf(id, mail) ?? []);
    cursor = news.length === 0 ? undefined : (page.next_starting_after ?? undefined);
  } while (cursor !== undefined);
}

function signalOf(campaign: string, mail: z.output<typeof Mail>): MessageSignal | undefined {
  const kind = KINDS[mail.ue_type ?? 0];
  const { lead: email, timestamp_email: at } = mail;
  if (kind === undefined || email === null || at === null) return undefined;
  const step = kind === 'sent' ? stepOf(mail.step) : null;
  return {
    kind,
    at,
    key: signalKey(kind, { campaign, email, step, messageId: mail.id, at }),
    platformCampaignId: campaign,
    email,
    leadId: mail.lead_id,
    stepNumber: step,
    accountEmail: mail.eaccount,
    messageId: mail.message_id,
    machine: false,
    ...(kind === 'replied' && { reply: replyOf(mail) }),
    ...(kind === 'sent' && mail.subject !== null && { subject: mail.subject }),
  };
}

function replyOf({ body, subject, is_auto_reply: automatic }: z.output<typeof Mail>) {
  return { text: body?.text ?? null, html: body?.html ?? null, subject, automatic: automatic === 1 };
}

/** doubtful: the form of `step` is not documented; clients have seen `sequence_step_variant`, from 0. */
function stepOf(step: string | null): number | null {
  const [, index] = /^\d+_(\d+)_\d+$/.exec(step ?? '') ?? [];
  return index === undefined ? null : Number(index) + 1;
}
