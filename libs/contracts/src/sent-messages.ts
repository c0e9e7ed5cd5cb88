import { z } from 'zod';
import { defineRequest } from './define.js';
import { EmailOfAccount } from './emails.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { SendStatus } from './sends.js';

/** A message that left, or may have left, with all that an event about it says. */
export const SentMessage = EmailOfAccount.omit({ at: true }).extend({
  workspace_id: WorkspaceId,
  status: SendStatus,
  message_id: z.string().nullable(),
  subject: z.string().nullable(),
  /** Null where that is not known: the send is `indeterminate`. */
  sent_at: Instant.nullable(),
});
export type SentMessage = z.infer<typeof SentMessage>;

/** How a received mail names the message that it is about. */
export const SentMessageQuery = z.union([
  z.object({ send_id: IdOf('send') }),
  /** The `Message-ID` of the message, in angle brackets or without: it carries the signed id of the send. */
  z.object({ message_id: z.string().max(500) }),
  /** The latest message of the account to the address since then. */
  z.object({ sending_account_id: IdOf('ea'), email: z.string().max(320), since: Instant }),
]);
export type SentMessageQuery = z.infer<typeof SentMessageQuery>;

export const MAX_SENT_MESSAGE_QUERIES = 200;

/** The requester checks that the message belongs to the workspace for which it asks. */
export const FindSentMessages = defineRequest({
  subject: 'rpc.dispatcher.find-sent-messages.v1',
  askedBy: ['inbound', 'webhooks', 'bus'],
  request: z.object({ queries: z.array(SentMessageQuery).min(1).max(MAX_SENT_MESSAGE_QUERIES) }),
  response: z.object({
    /** In the order of the queries. */
    results: z.array(SentMessage.nullable()),
  }),
  timeoutMs: 5_000,
});
