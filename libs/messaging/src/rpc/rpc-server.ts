import type { Msg, Subscription } from '@nats-io/transport-node';
import { Injectable, Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { RequestContract } from '#contracts';
import { DomainError, isId, onBehalfOf } from '#kernel';
import { inSpan, SpanKind } from '#telemetry';
import { NatsConnectionHolder } from '../connection.js';
import { correlationIn, withCorrelation } from '../correlation.js';
import { ResultPage } from '../page.js';
import { isInbox } from '../users/user-names.js';
import { parseRequest } from './parse-request.js';
import { RpcMetrics, type RpcOutcome } from './rpc-metrics.js';
import {
  bug,
  CURSOR_KEY_HEADER,
  DEADLINE_HEADER,
  DIGEST_HEADER,
  pageReply,
  refusal,
  respond,
  type Reply,
} from './rpc-wire.js';

interface Answered extends Reply {
  readonly outcome: RpcOutcome;
}

/** Answers other services: every method with `@HandlesRequest` is subscribed in the queue group of this service. */
@Injectable()
export class RpcServer extends Server implements CustomTransportStrategy {
  protected override readonly logger = new Logger('RpcServer');
  /** Whether every response is checked against its contract. Tests switch it on; in production the requester checks. */
  static checksResponses = false;

  private running = 0;
  private whenIdle: () => void = () => undefined;
  private subscriptions: Subscription[] = [];
  private refusals: Error[] = [];

  constructor(
    private readonly nats: NatsConnectionHolder,
    private readonly metrics: RpcMetrics,
  ) {
    super();
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      this.subscriptions = [...this.messageHandlers].map(([subject, handler]) =>
        this.subscribe(subject, handler),
      );
      // Requests may arrive as soon as listen has ended, so the subscriptions must have reached the server.
      await this.nats.connection.flush();
      // The server has refused by now. A service that hears nothing would look like one that works.
      const [refused] = this.refusals;
      if (refused) throw refused;
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** Takes no new request, and resolves when the last running one has been answered. */
  async close(): Promise<void> {
    const subscriptions = this.subscriptions;
    this.subscriptions = [];
    // A drain waits for the server's answer, which never comes while there is no connection.
    if (this.nats.isConnected()) await Promise.all(subscriptions.map((each) => each.drain()));
    else for (const each of subscriptions) each.unsubscribe();
    if (this.running > 0) await new Promise<void>((resolve) => (this.whenIdle = resolve));
  }

  on(): never {
    throw new Error('RpcServer has no events of its own');
  }

  unwrap(): never {
    throw new Error('inject NatsConnectionHolder instead');
  }

  private subscribe(subject: string, handler: MessageHandler): Subscription {
    const contract = contractOf(handler, subject);
    this.metrics.willAnswer(subject);
    return this.nats.connection.subscribe(subject, {
      queue: this.nats.settings.service,
      callback: (error, message) => {
        if (error) this.report(error);
        else void this.track(this.answer(message, contract, handler));
      },
    });
  }

  private report(error: Error): void {
    this.refusals.push(error);
    this.logger.error(error);
  }

  private async track(answering: Promise<void>): Promise<void> {
    this.running += 1;
    try {
      await answering;
    } finally {
      this.running -= 1;
      if (this.running === 0) this.whenIdle();
    }
  }

  /**
   * Only an inbox is answered: this service may publish where the requester may not, and an answer there would pass for
   * its own event or request.
   */
  private async answer(message: Msg, contract: RequestContract, handler: MessageHandler): Promise<void> {
    if (message.reply && !isInbox(message.reply)) {
      this.logger.warn(
        `a request to ${contract.subject} wants its answer at ${message.reply}, which is no inbox`,
      );
      return;
    }
    // The requester has given up; handling the request now would contradict the failure that it reported.
    if (Date.now() > deadlineOf(message)) return;

    const reply = await withCorrelation(correlationIn(message.headers), () =>
      this.measured(message, contract, handler),
    );
    try {
      respond(message, reply);
    } catch (error) {
      this.logger.error(`the answer to ${contract.subject} could not be sent`, stackOf(error));
      respond(message, bug());
    }
  }

  private async measured(message: Msg, contract: RequestContract, handler: MessageHandler): Promise<Reply> {
    const startedAt = performance.now();
    const { service } = this.nats.settings;
    const span = { service, name: `answer ${contract.subject}`, kind: SpanKind.SERVER };
    const { outcome, ...reply } = await inSpan(span, () => this.reply(message, contract, handler));
    this.metrics.answered(contract.subject, outcome, (performance.now() - startedAt) / 1_000);
    return reply;
  }

  private async reply(message: Msg, contract: RequestContract, handler: MessageHandler): Promise<Answered> {
    try {
      const request = parseRequest(contract, message);
      const result: unknown = await onBehalfOfRequester(request, () => handle(handler, request, message));
      if (RpcServer.checksResponses) contract.response.parse(result);
      return { outcome: 'ok', ...replyOf(result, message) };
    } catch (error) {
      if (error instanceof DomainError) return { outcome: 'refused', ...refusal(error) };
      this.logger.error(`${contract.subject} failed`, stackOf(error));
      return { outcome: 'failed', ...bug() };
    }
  }
}

/**
 * A request that names its `workspace_id` is handled on behalf of that workspace, and row-level security limits the
 * handler to its rows. A request without one comes from another service and may concern any workspace.
 */
function onBehalfOfRequester<T>(request: unknown, handling: () => T): T {
  const workspace =
    typeof request === 'object' && request !== null && 'workspace_id' in request && request.workspace_id;
  return typeof workspace === 'string' && isId('ws', workspace)
    ? onBehalfOf(workspace, handling)
    : handling();
}

/** Nest returns an observable when a filter or interceptor was involved. */
async function handle(handler: MessageHandler, request: unknown, message: Msg): Promise<unknown> {
  const answer: unknown = await handler(request, message);
  return isObservable(answer) ? lastValueFrom(answer, { defaultValue: undefined }) : answer;
}

function contractOf(handler: MessageHandler, subject: string): RequestContract {
  const contract: RequestContract | undefined = handler.extras?.['contract'];
  if (contract === undefined)
    throw new Error(`${subject} must be answered with @HandlesRequest, not @MessagePattern`);
  return contract;
}

/** Unix milliseconds; infinite when the requester set no deadline. */
const deadlineOf = (message: Msg): number => Number(message.headers?.get(DEADLINE_HEADER) || Infinity);

function replyOf(result: unknown, { headers }: Msg): Reply {
  if (!(result instanceof ResultPage)) return { body: JSON.stringify(result) };

  const cursorKey = headers?.get(CURSOR_KEY_HEADER);
  return cursorKey ? pageReply(result, cursorKey, headers?.get(DIGEST_HEADER)) : { body: result.text() };
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
