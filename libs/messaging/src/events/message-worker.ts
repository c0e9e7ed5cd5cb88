import { Logger } from '@nestjs/common';
import type { CloudEventEnvelope } from '#contracts';
import type { JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { correlationIn, withCorrelation } from '../correlation.js';
import { storeDeadLetter } from './dead-letter.js';
import type { ParseMessage } from './parse-message.js';
import { settle, type Outcome, type Settlement } from './settlement.js';

/** What is done with the events of one message. */
export type EventHandler = (events: CloudEventEnvelope[]) => Promise<void>;

export interface MessageWorkerOptions {
  readonly jetstream: JetStreamClient;
  readonly service: string;
  readonly durable: string;
  readonly parse: ParseMessage;
  readonly handle: EventHandler;
}

/** Runs the handler on one message and does with the message what the settlement says. */
export class MessageWorker {
  private readonly logger: Logger;

  constructor(private readonly options: MessageWorkerOptions) {
    this.logger = new Logger(options.durable);
  }

  /** Never rejects: a message that cannot even be settled comes back when its ack wait is over. */
  async process(message: JsMsg): Promise<void> {
    await this.conclude(message, await this.run(message));
  }

  /** Gives back a message that has not been started, so that another replica has it at once. */
  async handBack(message: JsMsg): Promise<void> {
    await this.conclude(message, { type: 'not_started' });
  }

  private async run(message: JsMsg): Promise<Outcome> {
    try {
      const events = this.options.parse(message);
      if (events.length > 0) {
        await withCorrelation(correlationOf(message, events), () => this.options.handle(events));
      }
      return { type: 'returned' };
    } catch (error) {
      return { type: 'threw', error };
    }
  }

  private async conclude(message: JsMsg, outcome: Outcome): Promise<void> {
    const settlement = settle(outcome, message.info.deliveryCount);
    if (outcome.type === 'threw') this.reportFailure(message, outcome.error, settlement);
    switch (settlement.action) {
      case 'ack':
        return message.ack();
      case 'retry':
        return message.nak(settlement.delayMs);
      case 'dead_letter':
        return this.bury(message, settlement.reason);
    }
  }

  private reportFailure(message: JsMsg, error: unknown, settlement: Settlement): void {
    if (settlement.action === 'ack')
      this.logger.debug(`${message.subject} #${message.seq}: ${String(error)}`);
    if (settlement.action === 'retry')
      this.report(message, error, `again in ${settlement.delayMs / 1_000} s`);
    if (settlement.action === 'dead_letter') this.report(message, error, 'moved to the dead letters');
  }

  private async bury(message: JsMsg, reason: string): Promise<void> {
    const { jetstream, service, durable } = this.options;
    try {
      await storeDeadLetter(jetstream, message, { subject: `dlq.${service}.${durable}`, reason });
      message.term();
    } catch (error) {
      this.report(message, error, 'the dead letter could not be stored, so the message stays');
      message.nak(DEAD_LETTER_PAUSE_MS);
    }
  }

  private report(message: JsMsg, error: unknown, consequence: string): void {
    const which = `${message.subject} #${message.seq}, delivery ${message.info.deliveryCount}: ${consequence}`;
    this.logger.error(which, error instanceof Error ? error.stack : String(error));
  }
}

const DEAD_LETTER_PAUSE_MS = 30_000;

/** The outbox gives a message the correlation of its request; foreign producers put it on the events alone. */
function correlationOf(message: JsMsg, [first]: readonly CloudEventEnvelope[]) {
  const { requestId, traceparent } = correlationIn(message.headers);
  return { requestId: requestId ?? first?.requestid, traceparent: traceparent ?? first?.traceparent };
}
