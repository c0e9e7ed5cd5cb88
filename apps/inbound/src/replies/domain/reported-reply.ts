import type { ReplyIntent } from '../../mail/domain/judgement.js';
import type { AnsweredMessage } from './answered-message.js';
import { MAX_SNIPPET, type Consequence, type MailRecord } from './consequences.js';
import { storableLine, storableText } from './storable.js';

/** A reply that another system has received. */
export interface ReportedReply {
  readonly workspace_id: AnsweredMessage['workspace_id'];
  /** Names it for ever: the same reply reported again has the same key. */
  readonly key: string;
  readonly message: AnsweredMessage;
  readonly received_at: string;
  readonly reply: {
    readonly from: string;
    readonly subject: string;
    readonly text: string;
    readonly intent: ReplyIntent;
    readonly automatic: boolean;
    readonly returns_on: string | null;
  };
}

/** The record of such a reply, with what follows from one in a mailbox: a refusal of further mail unsubscribes. */
export function reportedReply({ workspace_id, key, message, received_at, reply }: ReportedReply): MailRecord {
  const receivedAt = new Date(received_at);
  const about = { ...message, workspace_id };
  const unsubscribes = reply.intent === 'unsubscribe';
  const consequences: Consequence[] = [
    {
      kind: 'replied',
      reply: {
        ...about,
        version: 1,
        from: storableLine(reply.from, MAX_SNIPPET),
        subject: reply.subject,
        snippet: storableLine(reply.text, MAX_SNIPPET),
        intent: reply.intent,
        confidence: 1,
        corrected: false,
        automatic: reply.automatic || reply.intent === 'ooo',
        returns_on: reply.intent === 'ooo' ? reply.returns_on : null,
        received_at: receivedAt,
        text: storableText(reply.text, reply.text.length),
      },
    },
    ...(unsubscribes ? [{ kind: 'unsubscribed' as const, message: about }] : []),
  ];
  return {
    received: {
      workspaceId: workspace_id,
      accountId: message.sending_account_id,
      accountEmail: null,
      key,
      raw: { unreadable: 'reported by another system' },
      receivedAt,
    },
    messageId: null,
    kind: unsubscribes ? 'unsubscribe_request' : 'reply',
    reason: null,
    consequences,
  };
}
