import type { OutboxMessage } from './outbox-message.js';

/** Publishes messages for the outbox relay. A global module must provide it, or the relay does not start. */
export abstract class MessagePublisher {
  /**
   * Resolves with one boolean per message, in their order: whether the stream has stored the message, now or before. May
   * reject when the result is unknown for all messages; the relay then publishes them again with the same ids.
   */
  abstract publish(messages: readonly OutboxMessage[]): Promise<readonly boolean[]>;
}
