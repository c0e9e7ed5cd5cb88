import type { JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';
import type { CloudEventEnvelope } from '#contracts';
import { inSpan, linksTo, SpanKind, type SpanDescription } from '#telemetry';
import { correlationIn, REQUEST_ID_HEADER, withCorrelation } from '../correlation.js';
import type { ConsumerMetrics } from './consumer-metrics.js';
import { storeDeadLetter } from './dead-letter.js';
import type { Worker } from './event-consumer.js';
import type { ParseMessage } from './parse-message.js';
import type { DeadLetter } from './replays.js';
import { isOutage, settle, type Outcome, type Settlement } from './settlement.js';

/** Handles the events of one message, or of several. */
export type EventHandler = (events: CloudEventEnvelope[]) => Promise<void>;

export interface MessageWorkerOptions {
  readonly jetstream: JetStreamClient;
  readonly service: string;
  readonly durable: string;
  readonly parse: ParseMessage;
  readonly handle: EventHandler;
  readonly metrics: Pick<ConsumerMetrics, 'settled'>;
}

/** Runs the handler on messages and settles each of them: ack, retry or dead letter. */
export class MessageWorker implements Worker {
  private readonly logger: Logger;

  constructor(private readonly options: MessageWorkerOptions) {
    this.logger = new Logger(options.durable);
  }

  /**
   * Never rejects: the server delivers a message that could not be settled again after its ack wait. Several messages are
   * handled at once, and one after another where that fails, so that the one which is to blame is found.
   */
  async process(messages: readonly JsMsg[]): Promise<void> {
    const outcome = await this.run(messages);
    if (outcome.type === 'threw' && messages.length > 1 && !isOutage(outcome.error)) {
      for (const message of messages) await this.process([message]);
      return;
    }
    await Promise.all(messages.map((message) => this.conclude(message, outcome)));
  }

  /** Returns a message that was not started, so that another replica gets it at once. */
  async giveBack(message: JsMsg): Promise<void> {
    await this.conclude(message, { type: 'not_started' });
  }

  /** Handles a dead letter again; rejects with the handler's error. */
  async replay({ payload, headers }: DeadLetter): Promise<void> {
    const events = this.options.parse({ json: () => JSON.parse(payload) });
    const { service, durable } = this.options;
    const incoming = { requestId: headers[REQUEST_ID_HEADER], traceparent: headers['traceparent'] };
    await withCorrelation(incoming, () =>
      inSpan({ service, name: `replay ${durable}`, kind: SpanKind.CONSUMER }, () =>
        this.options.handle(events),
      ),
    );
  }

  private async run(messages: readonly JsMsg[]): Promise<Outcome> {
    try {
      const events = messages.flatMap((message) => this.options.parse(message));
      if (events.length > 0) {
        await withCorrelation(correlationOf(messages, events), () =>
          inSpan(this.spanOf(messages), () => this.options.handle(events)),
        );
      }
      return { type: 'returned' };
    } catch (error) {
      return { type: 'threw', error };
    }
  }

  /** The work on several messages belongs to none of their traces, and links to all. */
  private spanOf(messages: readonly JsMsg[]): SpanDescription {
    const { service, durable } = this.options;
    const links =
      messages.length > 1 ? messages.map(({ headers }) => correlationIn(headers).traceparent) : [];
    return { service, name: `consume ${durable}`, kind: SpanKind.CONSUMER, links: linksTo(links) };
  }

  private async conclude(message: JsMsg, outcome: Outcome): Promise<void> {
    const settlement = settle(outcome, message.info.deliveryCount);
    // A message that was not started goes to another replica, which counts it.
    if (outcome.type !== 'not_started') this.options.metrics.settled(this.options.durable, settlement);
    if (outcome.type === 'threw') this.reportFailure(message, outcome.error, settlement);
    switch (settlement.action) {
      case 'ack':
        return message.ack();
      case 'retry':
        return message.nak(settlement.delayMs);
      case 'dead_letter':
        return this.moveToDeadLetters(message, settlement.reason);
    }
  }

  private reportFailure(message: JsMsg, error: unknown, settlement: Settlement): void {
    if (settlement.action === 'ack')
      this.logger.debug(`${message.subject} #${message.seq}: ${String(error)}`);
    if (settlement.action === 'retry')
      this.report(message, error, `again in ${settlement.delayMs / 1_000} s`);
    if (settlement.action === 'dead_letter') this.report(message, error, 'moved to the dead letters');
  }

  private async moveToDeadLetters(message: JsMsg, reason: string): Promise<void> {
    const { jetstream, service, durable } = this.options;
    try {
      await storeDeadLetter(jetstream, message, { subject: `dlq.${service}.${durable}`, reason });
      message.term();
    } catch (error) {
      this.report(message, error, 'the dead letter could not be stored, so the message is delivered again');
      message.nak(DEAD_LETTER_PAUSE_MS);
    }
  }

  private report(message: JsMsg, error: unknown, consequence: string): void {
    const text = `${message.subject} #${message.seq}, delivery ${message.info.deliveryCount}: ${consequence}`;
    this.logger.error(text, error instanceof Error ? error.stack : String(error));
  }
}

const DEAD_LETTER_PAUSE_MS = 30_000;

/**
 * The outbox writes the correlation into the message's headers; other producers write it into the events only. Several
 * messages have none in common.
 */
function correlationOf([message, ...others]: readonly JsMsg[], [first]: readonly CloudEventEnvelope[]) {
  const { requestId, traceparent } = correlationIn(others.length === 0 ? message?.headers : undefined);
  if (others.length > 0) return { requestId, traceparent };
  return { requestId: requestId ?? first?.requestid, traceparent: traceparent ?? first?.traceparent };
}
