import { MessagePublisher, type OutboxMessage } from '../src/index.js';

/** A stream that can be told to refuse, to fail and to take its time. */
export class MemoryStream extends MessagePublisher {
  /** Everything that was handed over and stored, repetitions too. */
  readonly stored: OutboxMessage[] = [];
  /** How often the relay asked. */
  calls = 0;
  /** Decides for each message whether it is stored; may throw for a stream that is away. */
  accepts: (message: OutboxMessage) => boolean = () => true;
  /** Awaited after the messages were stored and before the relay hears of it. */
  beforeAnswer: () => Promise<void> = () => Promise.resolve();

  async publish(messages: readonly OutboxMessage[]): Promise<readonly boolean[]> {
    this.calls += 1;
    const answers = messages.map((message) => this.accepts(message));
    this.stored.push(...messages.filter((_, place) => answers[place]));
    await this.beforeAnswer();

    return answers;
  }

  get subjects(): string[] {
    return this.stored.map(({ subject }) => subject);
  }
}
