import { headers } from '@nats-io/transport-node';
import { Injectable, Logger } from '@nestjs/common';
import { currentTraceparent, inSpan, inTrace, SpanKind } from '#telemetry';
import { NatsConnectionHolder } from '../connection.js';
import type { EventMessage } from './to-messages.js';

const ACK_TIMEOUT_MS = 5_000;

/** Publishes messages on JetStream. */
@Injectable()
export class JetStreamPublisher {
  private readonly logger = new Logger('JetStreamPublisher');

  constructor(private readonly nats: NatsConnectionHolder) {}

  /**
   * Sends all messages at once, in their order, and waits until the server has stored them. Resolves with
   * one boolean per message: whether it is stored. A message that is not stored may be published again with the same id;
   * the server then stores it once.
   */
  async publish(messages: readonly EventMessage[]): Promise<readonly boolean[]> {
    const results = await Promise.allSettled(messages.map((message) => this.publishOne(message)));
    const failures = results.filter((result) => result.status === 'rejected');
    const [first] = failures;
    if (first)
      this.logger.warn(`${failures.length} of ${messages.length} messages not stored: ${first.reason}`);
    return results.map((result) => result.status === 'fulfilled');
  }

  /** A stored message goes on with the trace of the change that it was stored with. Without a trace it needs no span. */
  private publishOne(message: EventMessage): Promise<void> {
    const { traceparent } = message.headers;
    if (traceparent === undefined) return this.store(message);
    const { service } = this.nats.settings;
    const span = { service, name: `publish ${message.subject}`, kind: SpanKind.PRODUCER };
    return inTrace(traceparent, () => inSpan(span, () => this.store(message, currentTraceparent())));
  }

  private async store(
    { id, subject, payload, headers: values }: EventMessage,
    traceparent?: string,
  ): Promise<void> {
    const head = headers();
    for (const [name, value] of Object.entries(values)) head.set(name, value);
    if (traceparent !== undefined) head.set('traceparent', traceparent);
    await this.nats.jetstream.publish(subject, payload, {
      msgID: id,
      headers: head,
      timeout: ACK_TIMEOUT_MS,
    });
  }
}
