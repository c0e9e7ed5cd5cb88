import type { FactThere, SentThere } from './state-there.js';

const EVENTS: Readonly<Record<FactThere['kind'], string>> = {
  sent: 'email_sent',
  opened: 'email_opened',
  clicked: 'link_clicked',
  replied: 'reply_received',
  bounced: 'email_bounced',
  unsubscribed: 'lead_unsubscribed',
  completed: 'campaign_completed',
};

/** The payload of a webhook of Instantly. */
export function instantlyHookOf(fact: FactThere): object {
  const { kind, campaign, lead, sent, at, automatic } = fact;
  return {
    timestamp: at.toISOString(),
    event_type: kind === 'replied' && automatic === true ? 'auto_reply_received' : EVENTS[kind],
    workspace: 'f9cc070d-8dba-4341-b847-f083c358e460',
    campaign_id: campaign.id,
    campaign_name: campaign.name,
    lead_email: lead?.email,
    ...(sent !== undefined && { email_account: sent.from, step: sent.step, variant: 1, is_first: true }),
    ...(kind === 'sent' && sent !== undefined && sentOf(fact, sent)),
    ...(kind === 'replied' && replyOf(fact)),
    link: fact.url,
    bounce_reason: fact.words,
  };
}

function sentOf({ number }: FactThere, { subject, body }: SentThere) {
  return { email_id: `mail-${number}`, email_subject: subject, email_html: body };
}

function replyOf({ number, text, sent }: FactThere) {
  return {
    email_id: `mail-${number}`,
    reply_text: text,
    reply_text_snippet: text?.slice(0, 40),
    reply_subject: `Re: ${sent?.subject ?? ''}`,
    unibox_url: 'https://app.instantly.ai/app/unibox',
  };
}

/** A mail of the unified inbox. */
export interface MailAtInstantly {
  readonly id: string;
  readonly campaign_id: string;
  readonly timestamp_email: string;
}

/** The mail of a fact, if it is about one. */
export function mailsOf(fact: FactThere): MailAtInstantly[] {
  const { kind, campaign, lead, sent, at, number } = fact;
  if ((kind !== 'sent' && kind !== 'replied') || lead === undefined || sent === undefined) return [];
  const mail = {
    id: `mail-${number}`,
    campaign_id: campaign.id,
    timestamp_email: at.toISOString(),
    lead: lead.email,
    lead_id: lead.id,
    eaccount: sent.from,
    step: `0_${sent.step - 1}_0`,
    subject: sent.subject,
  };
  return [{ ...mail, ...(kind === 'sent' ? outgoing(sent) : incoming(fact)) }];
}

function outgoing({ messageId, body }: SentThere) {
  return { ue_type: 1, message_id: `<${messageId}>`, body: { html: body } };
}

function incoming({ number, text, automatic }: FactThere) {
  const is_auto_reply = automatic === true ? 1 : 0;
  return { ue_type: 2, is_auto_reply, message_id: `<reply.${number}@example.com>`, body: { text } };
}
