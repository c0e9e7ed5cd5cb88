import { z } from 'zod';
import { textOrHtml } from '../domain/reply-texts.js';
import { signalKey } from '../domain/signal-key.js';
import type { MessageSignal, ParsedHook } from '../domain/signal.js';
import { HookAddress, HookDate, HookId, HookMessageId, HookNumber, HookText } from '../hook-fields.js';

const KINDS: Readonly<Record<string, MessageSignal['kind']>> = {
  EMAIL_SENT: 'sent',
  EMAIL_OPENED: 'opened',
  EMAIL_CLICKED: 'clicked',
  REPLY_RECEIVED: 'replied',
  EMAIL_BOUNCED: 'bounced',
};

/** Labels of people, which we give ourselves. */
const UNUSED = new Set(['LEAD_INTERESTED', 'LEAD_NOT_INTERESTED']);

const Hook = z.object({
  event: z.string().min(1),
  timestamp: HookDate,
  campaign_id: HookId,
  lead_id: HookId,
  lead_email: HookAddress,
  email_account: HookAddress,
  step_number: HookNumber,
  message_id: HookMessageId,
  email_subject: HookText, // not documented; clients have seen it
  email_replied_body: HookText,
});

type HookBody = z.output<typeof Hook>;

/** The facts of a hook of ReachInbox (https://docs.reachinbox.ai/webhooks). */
export function parseReachinboxHook(body: unknown): ParsedHook {
  const hook = Hook.safeParse(body);
  if (!hook.success) return { unknown: 'a body without an event' };
  const name = hook.data.event.slice(0, 60);
  if (UNUSED.has(hook.data.event)) return [];
  if (hook.data.timestamp === null) return { unknown: `${name} without a timestamp` };
  if (hook.data.event === 'CAMPAIGN_COMPLETED') return completed(hook.data, hook.data.timestamp);

  const kind = KINDS[hook.data.event];
  if (kind === undefined) return { unknown: `an event ${name} that ReachInbox does not document` };
  return message(kind, name, hook.data, hook.data.timestamp);
}

function completed({ campaign_id: campaign }: HookBody, at: Date): ParsedHook {
  if (campaign === null) return { unknown: 'CAMPAIGN_COMPLETED without a campaign' };
  const key = `completed:${campaign}:${at.toISOString()}`;
  return [{ kind: 'campaign_state', at, key, platformCampaignId: campaign, state: 'completed' }];
}

/** doubtful: their example has 1 for the first message, so steps begin at 1. */
const stepOf = ({ step_number: step }: HookBody): number | null => (step === 0 ? null : step);

function message(kind: MessageSignal['kind'], name: string, hook: HookBody, at: Date): ParsedHook {
  const { campaign_id: campaign, lead_email: email, message_id: messageId } = hook;
  if (campaign === null || email === null) return { unknown: `${name} without a campaign or a lead` };
  const step = stepOf(hook);
  const subject = hook.email_subject;
  return [
    {
      kind,
      at,
      key: signalKey(kind, { campaign, email, step, messageId, at }),
      platformCampaignId: campaign,
      email,
      leadId: hook.lead_id,
      stepNumber: step,
      accountEmail: hook.email_account,
      messageId,
      machine: false,
      ...(kind === 'replied' && {
        reply: { ...textOrHtml(hook.email_replied_body), subject, automatic: false },
      }),
      ...(kind !== 'replied' && subject !== null && { subject }),
    },
  ];
}
