import type { OutboxMessage } from './outbox-message.js';

/** Where the relay hands messages over. A global module has to provide it: the relay does not start without one. */
export abstract class MessagePublisher {
  /**
   * Resolves with one answer per message, in their order: whether the stream has stored it (or had it already). May
   * reject when nothing can be said about any of them; they are then published again, with the same ids.
   */
  abstract publish(messages: readonly OutboxMessage[]): Promise<readonly boolean[]>;
}
