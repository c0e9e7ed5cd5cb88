import type { Id } from '#kernel';
import type { ReplyIntent } from '../../mail/domain/judgement.js';
import type { AnsweredMessage } from './answered-message.js';

/** An answer to a message of a campaign. */
export interface Reply extends AnsweredMessage {
  readonly id: Id<'rep'>;
  /** Rises with every correction. */
  readonly version: number;
  readonly from: string;
  readonly subject: string;
  readonly snippet: string;
  readonly intent: ReplyIntent;
  readonly confidence: number;
  readonly corrected: boolean;
  readonly automatic: boolean;
  readonly returns_on: string | null;
  readonly received_at: Date;
  /** Null once it was deleted. */
  readonly text: string | null;
}

const ALWAYS_AUTOMATIC: readonly ReplyIntent[] = ['ooo', 'bounce'];
const NEVER_AUTOMATIC: readonly ReplyIntent[] = ['interested', 'not_interested', 'objection', 'question'];

/** The reply after a person gave it an intent. The same reply where the person has said so before. */
export function corrected<R extends Reply>(reply: R, intent: ReplyIntent): R {
  if (reply.corrected && reply.intent === intent) return reply;

  return {
    ...reply,
    version: reply.version + 1,
    intent,
    confidence: 1,
    corrected: true,
    automatic: isAutomatic(intent, reply.automatic),
    returns_on: intent === 'ooo' ? reply.returns_on : null,
  };
}

/** No program is interested, and no person is out of office; a program may say that somebody has left the company. */
const isAutomatic = (intent: ReplyIntent, before: boolean): boolean =>
  ALWAYS_AUTOMATIC.includes(intent) || (before && !NEVER_AUTOMATIC.includes(intent));
