import { z } from 'zod';
import { defineRequest } from './define.js';
import { CalendarDate, Instant, lineText, text } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';
import { ReplyIntent } from './reply-intent.js';
import { SentMessage } from './sent-messages.js';

/** An answer to a message of a campaign, in a list. */
export const ReplyListItem = z.object({
  id: IdOf('rep'),
  campaign_id: IdOf('camp'),
  contact_id: IdOf('cont'),
  enrollment_id: IdOf('enr'),
  send_id: IdOf('send').meta({ description: 'The message that it answers.' }),
  step_number: z.number().int(),
  sending_account_id: IdOf('ea'),
  from: z.string().meta({
    description: 'The address that it came from, which may be another one than the contact’s.',
  }),
  subject: z.string(),
  snippet: z.string().max(300).meta({ description: 'The beginning of the new text.' }),
  intent: ReplyIntent,
  confidence: z.number().min(0).max(1).meta({
    description: 'From 0 to 1: how sure the rules are. 1 after a correction.',
  }),
  corrected: z.boolean().meta({ description: 'Whether a person gave the intent.' }),
  automatic: z.boolean().meta({ description: 'Whether a program wrote it, such as an out-of-office.' }),
  returns_on: CalendarDate.nullable().meta({
    description: 'For an out-of-office: the first day back, if the text says it.',
  }),
  received_at: Instant,
});
export type ReplyListItem = z.infer<typeof ReplyListItem>;

/** An answer with its text. */
export const ReplyView = ReplyListItem.extend({
  text: z.string().nullable().meta({
    description: 'The new text, without the quoted message; null once it was deleted.',
  }),
});
export type ReplyView = z.infer<typeof ReplyView>;

export const ListReplies = defineRequest({
  subject: 'rpc.inbound.list-replies.v1',
  request: PageQuery.extend({
    workspace_id: WorkspaceId,
    campaign_id: IdOf('camp').optional(),
    contact_id: IdOf('cont').optional(),
    intent: z.array(ReplyIntent).optional(),
  }),
  response: pageOf(ReplyListItem),
});

const ReplyRef = z.object({ workspace_id: WorkspaceId, reply_id: IdOf('rep') });
export type ReplyRef = z.infer<typeof ReplyRef>;

export const GetReply = defineRequest({
  subject: 'rpc.inbound.get-reply.v1',
  request: ReplyRef,
  response: ReplyView,
  refusals: ['not_found'],
});

/** `POST /replies/:id/`: a person says what a reply means. */
export const ReplyCorrection = z.strictObject({ intent: ReplyIntent });
export type ReplyCorrection = z.infer<typeof ReplyCorrection>;

/** Metrics and enrollments follow: `unsubscribe` suppresses the contact; an `ooo` that becomes an answer stops it. */
export const CorrectReply = defineRequest({
  subject: 'rpc.inbound.correct-reply.v1',
  request: ReplyRef.extend(ReplyCorrection.shape),
  response: ReplyView,
  refusals: ['not_found'],
});

/** A reply that another system has received, as far as it says something about it. */
export const ReportedReply = z.object({
  from: z.string().min(1).max(320).meta({ description: 'The address that it came from.' }),
  subject: lineText(500).default(''),
  text: text(100_000)
    .default('')
    .meta({ description: 'The words of the sender, without the quoted message.' }),
  intent: ReplyIntent.default('other').meta({ description: 'A person may correct it later.' }),
  automatic: z.boolean().default(false).meta({
    description: 'Whether a program wrote it, such as an out-of-office.',
  }),
  returns_on: CalendarDate.nullable().default(null).meta({
    description: 'The first day back, where an out-of-office says it.',
  }),
});
export type ReportedReply = z.infer<typeof ReportedReply>;

/**
 * Stores a reply that another system has received, with all that follows from one in a mailbox. The same `key` is stored
 * once. The requester has checked that the message belongs to the workspace.
 */
export const ReportReply = defineRequest({
  subject: 'rpc.inbound.report-reply.v1',
  askedBy: ['bus'],
  request: z.object({
    workspace_id: WorkspaceId,
    key: z.string().min(1).max(500),
    message: SentMessage,
    received_at: Instant,
    reply: ReportedReply,
  }),
  response: z.object({}),
});
