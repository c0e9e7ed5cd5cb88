import type { MessageSignal } from '../../clients/domain/signal.js';
import type { ToldMessage } from './told-lead.js';

/**
 * The message that a signal is about; undefined for a step that we do not have.
 *
 * Without a step, the nth message that is told to be sent is the nth step, and a repetition is known by its key or its
 * Message-ID. Any other signal is about the latest message that was sent, or about the first one where none was told.
 */
export function messageOf(
  signal: Pick<MessageSignal, 'kind' | 'stepNumber' | 'messageId' | 'key'>,
  messages: readonly ToldMessage[],
): ToldMessage | undefined {
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
  return messages.findLast(({ sentAt }) => sentAt !== null) ?? messages[0];
}

const isToldBy = (
  { key, messageId }: Pick<MessageSignal, 'messageId' | 'key'>,
  message: ToldMessage,
): boolean => message.sentKey === key || (messageId !== null && message.messageId === inBrackets(messageId));

export const inBrackets = (messageId: string): string => `<${messageId}>`;
