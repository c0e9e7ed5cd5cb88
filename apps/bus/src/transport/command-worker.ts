import type { JsMsg } from '@nats-io/jetstream';
import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { BUS_CONSUMER, BUS_REPLY, REPLY_TO_HEADER, type BusAnswer } from '#contracts';
import { DeletedWorkspaces } from '#database';
import { Clock, DomainError, uuidOf } from '#kernel';
import {
  ConsumerMetrics,
  correlationIn,
  NatsConnectionHolder,
  storeDeadLetter,
  withCorrelation,
  type DeadLetter,
  type Worker,
} from '#messaging';
import { addressIn, mayAnswerAt, type Address } from '../domain/address.js';
import { FlowLimit } from '../domain/flow-limit.js';
import { HandleCommand } from '../use-cases/handle-command.js';

const LIMIT = { perSecond: 50, burst: 200 };
/** Workspaces whose commands are handled at the same time. */
const WORKSPACES_AT_ONCE = 8;
const NOT_STARTED_MS = 50;
const AGAIN_MS = 5_000;
const DEAD_LETTER_PAUSE_MS = 30_000;

const internalError: BusAnswer = {
  status: 'refused',
  error: { code: 'internal_error', message: 'the command could not be handled; it is kept for the operator' },
};

/** Handles commands: those of one workspace one after the other, those of several at the same time. */
@Injectable()
export class CommandWorker implements Worker {
  private readonly logger = new Logger(CommandWorker.name);
  private readonly flow = new FlowLimit(LIMIT);

  constructor(
    private readonly nats: NatsConnectionHolder,
    private readonly handling: HandleCommand,
    private readonly deleted: DeletedWorkspaces,
    private readonly clock: Clock,
    private readonly metrics: ConsumerMetrics,
  ) {}

  async process(messages: readonly JsMsg[]): Promise<void> {
    const byWorkspace = new Map<string | undefined, JsMsg[]>();
    for (const message of messages) {
      const workspaceId = addressIn(message.subject)?.workspaceId;
      byWorkspace.set(workspaceId, [...(byWorkspace.get(workspaceId) ?? []), message]);
    }
    const limit = pLimit(WORKSPACES_AT_ONCE);
    await Promise.all([...byWorkspace.values()].map((own) => limit(() => this.oneByOne(own))));
  }

  giveBack(message: JsMsg): Promise<void> {
    message.nak(NOT_STARTED_MS);
    return Promise.resolve();
  }

  /** Handles a dead letter again; throws where it is refused again. */
  async replay({ subject, payload, storedAt }: DeadLetter): Promise<void> {
    const address = addressIn(subject);
    if (address === null) throw new Error('the subject names no workspace');
    const answer = await this.handling.handle({ address, body: payload, receivedAt: storedAt });
    if (answer.status === 'refused') throw new Error(reasonOf(answer.error));
  }

  private async oneByOne(messages: readonly JsMsg[]): Promise<void> {
    for (const message of messages) await this.settle(message);
  }

  private async settle(message: JsMsg): Promise<void> {
    const address = addressIn(message.subject);
    if (address === null) return this.moveToDeadLetters(message, 'the subject names no workspace');
    const replyTo = message.headers?.get(REPLY_TO_HEADER) ?? '';
    if (replyTo !== '' && !mayAnswerAt(replyTo, BUS_REPLY, address.workspaceId)) {
      const allowed = `${BUS_REPLY}.${address.workspaceId}.…`;
      return this.moveToDeadLetters(message, `invalid_reply_subject: ${REPLY_TO_HEADER} must be ${allowed}`);
    }
    const delayMs = this.flow.delayFor(address.workspaceId, this.clock.now().getTime());
    if (delayMs > 0) return this.again(message, delayMs);
    await this.answer(message, address, replyTo);
  }

  private async answer(message: JsMsg, address: Address, replyTo: string): Promise<void> {
    try {
      if (await this.isDeleted(address)) return message.ack();
      const answer = await withCorrelation(correlationIn(message.headers), () =>
        this.handling.handle({
          address,
          body: message.string(),
          receivedAt: new Date(message.info.timestampNanos / 1e6),
        }),
      );
      await this.conclude(message, answer, replyTo);
    } catch (error) {
      if (error instanceof DomainError) {
        this.report(message, error, `again in ${AGAIN_MS / 1_000} s`);
        return this.again(message, AGAIN_MS);
      }
      this.report(message, error, 'moved to the dead letters');
      this.reply(replyTo, internalError);
      await this.moveToDeadLetters(message, `internal_error: ${String(error)}`);
    }
  }

  /** The commands of a deleted workspace are data of it: they have no effect, and are kept nowhere. */
  private async isDeleted({ workspaceId }: Address): Promise<boolean> {
    return (await this.deleted.among([uuidOf(workspaceId)])).size > 0;
  }

  /** A refusal that nobody waits for is kept for somebody to read. */
  private async conclude(message: JsMsg, answer: BusAnswer, replyTo: string): Promise<void> {
    if (answer.status === 'refused' && replyTo === '') {
      return this.moveToDeadLetters(message, reasonOf(answer.error));
    }
    this.reply(replyTo, answer);
    this.metrics.settled(BUS_CONSUMER.durable, { action: 'ack' });
    message.ack();
  }

  private again(message: JsMsg, delayMs: number): void {
    this.metrics.settled(BUS_CONSUMER.durable, { action: 'retry' });
    message.nak(delayMs);
  }

  private reply(subject: string, answer: BusAnswer): void {
    if (subject !== '') this.nats.connection.publish(subject, JSON.stringify(answer));
  }

  private async moveToDeadLetters(message: JsMsg, reason: string): Promise<void> {
    const { service, durable } = BUS_CONSUMER;
    try {
      await storeDeadLetter(this.nats.jetstream, message, { subject: `dlq.${service}.${durable}`, reason });
      message.term();
      this.metrics.settled(durable, { action: 'dead_letter' });
    } catch (error) {
      this.report(message, error, 'the dead letter could not be stored, so the command is handled again');
      message.nak(DEAD_LETTER_PAUSE_MS);
    }
  }

  private report(message: JsMsg, error: unknown, consequence: string): void {
    const text = `${message.subject} #${message.seq}: ${consequence}`;
    this.logger.error(text, error instanceof Error ? error.stack : String(error));
  }
}

function reasonOf({
  code,
  message,
  errors = [],
}: Extract<BusAnswer, { status: 'refused' }>['error']): string {
  const fields = errors.map((each) => `${each.field} ${each.message}`.trim());
  return `${code}: ${[message, ...fields].join('; ')}`;
}
