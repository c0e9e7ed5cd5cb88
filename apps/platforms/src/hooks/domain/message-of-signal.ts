import type { MessageSignal } from '../../clients/domain/signal.js';
import type { ToldMessage } from './told-lead.js';

type Told = Pick<MessageSignal, 'kind' | 'stepNumber' | 'messageId' | 'key' | 'at'>;

/** A hook and a poll tell the same sending with times of their own. No two steps are so close to each other. */
const SAME_SENDING_MS = 5 * 60_000;

/**
 * The message that a signal is about; undefined for a step that we do not have.
 *
 * Without a step, the nth message that is told to be sent is the nth step, and a repetition is known by its key, its Message-ID
 * or its time. Any other signal is about the latest message that was sent before it, or about the first one where none was.
 */
export function messageOf(signal: Told, messages: readonly ToldMessage[]): ToldMessage | undefined {
  if (signal.stepNumber !== null) {
    return messages.find(({ stepNumber }) => stepNumber === signal.stepNumber);
  }
  if (signal.kind === 'sent') {
    return (
      messages.find((message) => isToldBy(signal, message)) ??
      messages.find(({ sentKey }) => sentKey === null) ??
      messages.at(-1)
    );
  }
  const sent = messages.filter(({ sentAt }) => sentAt !== null);
  return sent.findLast(({ sentAt }) => sentAt !== null && sentAt <= signal.at) ?? sent[0] ?? messages[0];
}

const isToldBy = ({ key, messageId, at }: Told, message: ToldMessage): boolean =>
  message.sentKey === key ||
  (messageId !== null && message.messageId === inBrackets(messageId)) ||
  (message.sentKey !== null &&
    message.sentAt !== null &&
    Math.abs(message.sentAt.getTime() - at.getTime()) < SAME_SENDING_MS);

export const inBrackets = (messageId: string): string => `<${messageId}>`;
