import { z } from 'zod';
import { CampaignRamp } from './campaign-ramp.js';
import { CampaignRef } from './campaigns.js';
import { defineEvent, defineRequest } from './define.js';
import { Refusal } from './emails.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';

/** A message from one account of a warmup campaign to another one. */
export const WarmupMessage = z.object({
  workspace_id: WorkspaceId,
  campaign_id: IdOf('camp'),
  send_id: IdOf('send'),
  sending_account_id: IdOf('ea'),
  /** The address of the other account. */
  to: z.string(),
  due_at: Instant,
  subject: z.string(),
  text: z.string(),
  /** The message ids of the thread that it answers, oldest first; empty for a new one. */
  references: z.array(z.string()).max(10),
});
export type WarmupMessage = z.infer<typeof WarmupMessage>;

/** A message of a warmup campaign that is due. The same `send_id` is delivered once at most, whatever is asked. */
export const SendWarmupMessage = defineRequest({
  subject: 'rpc.dispatcher.send-warmup-message.v1',
  askedBy: ['deliverability'],
  /** No customer asks, so that the workspace does not stand at the top: the handler works as its service. */
  request: z.object({ message: WarmupMessage }),
  response: z.object({
    /**
     * `taken`: the outcome follows as an event. `later`: a limit, a gap or a pause stands in the way. `lost`: it may have
     * left in a lost time.
     */
    status: z.enum(['taken', 'later', 'lost']),
    /** When the next try is worth it. */
    retry_at: Instant.optional(),
  }),
  timeoutMs: 5_000,
});

/** The message of a warmup that a fact is about. */
const WarmupFact = z.object({
  send_id: IdOf('send'),
  campaign_id: IdOf('camp'),
  sending_account_id: IdOf('ea'),
  at: Instant,
});

const OUTCOMES = 'deliverability-warmup-outcomes';

/** Internal: no webhook, metric or contact hears of it. */
export const WarmupSent = defineEvent({
  type: 'warmup.sent',
  producedBy: ['dispatcher'],
  consumedBy: [OUTCOMES],
  summary: 'A server accepted a warmup message.',
  data: WarmupFact.extend({ message_id: z.string() }),
});

/** Internal. */
export const WarmupBounced = defineEvent({
  type: 'warmup.bounced',
  producedBy: ['dispatcher'],
  consumedBy: [OUTCOMES],
  summary: 'A server refused a warmup message for good.',
  data: WarmupFact.extend({ refusal: Refusal }),
});

/** Internal. `indeterminate`: it may have left. It is never sent again. */
export const WarmupFailed = defineEvent({
  type: 'warmup.failed',
  producedBy: ['dispatcher'],
  consumedBy: [OUTCOMES],
  summary: 'A warmup message did not leave, or nobody knows whether it left.',
  data: WarmupFact.extend({ indeterminate: z.boolean(), refusal: Refusal }),
});

export const Placement = z.enum(['inbox', 'spam']);
export type Placement = z.infer<typeof Placement>;

/** Internal. Once for each message: its signed header is used up. */
export const WarmupReceived = defineEvent({
  type: 'warmup.received',
  producedBy: ['inbound'],
  consumedBy: ['deliverability-warmup-receipts'],
  summary: 'A warmup message arrived in the mailbox of its recipient, in its inbox or its spam folder.',
  data: z.object({
    send_id: IdOf('send'),
    /** The account whose mailbox it is in. */
    sending_account_id: IdOf('ea'),
    placement: Placement,
    /** The `Message-ID` as it arrived, in angle brackets: some servers change it. Null where there is none. */
    message_id: z.string().nullable(),
    at: Instant,
  }),
});

const count = (description: string) => z.number().int().min(0).meta({ description });

const WarmupFigures = z.object({
  planned: count('Messages of the account, answers among them, whatever became of them.'),
  sent: count('Messages that a server accepted.'),
  bounced: count('Messages that a server refused for good.'),
  received_inbox: count('Messages of the account that arrived in the inbox of the other one.'),
  received_spam: count('Messages of the account that arrived in the spam folder of the other one.'),
  answered: count('Messages of the account that the other one has answered.'),
});

export const WarmupAccount = z.object({
  sending_account_id: IdOf('ea'),
  email: z.string(),
  days: count(
    'Days on which the account has warmed up in this campaign, today among them once it is planned.',
  ),
  ramp: count('Messages that the ramp gives the account today, or on the next day of the campaign.'),
  today: WarmupFigures,
  total: WarmupFigures,
});

/** How a warmup campaign goes, account by account. */
export const WarmupReport = z.object({
  campaign_id: IdOf('camp'),
  day: z.iso.date().meta({ description: 'Today in the time zone of the campaign.' }),
  warmup: CampaignRamp,
  accounts: z.array(WarmupAccount),
});
export type WarmupReport = z.infer<typeof WarmupReport>;

export const GetWarmupReport = defineRequest({
  subject: 'rpc.deliverability.get-warmup-report.v1',
  request: CampaignRef,
  response: WarmupReport,
  refusals: ['not_found'],
});
