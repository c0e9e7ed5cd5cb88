import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, type Id } from '#kernel';
import { WebhookReceiver, type ReceiverAnswer } from '../clients/webhook-receiver.js';
import { isGone, isSuccess, outcomeOf } from '../domain/attempt-outcome.js';
import type { AttemptEntry, Delivery, EndedAttempt } from '../domain/attempt.js';
import { atOnce, HANGS_AFTER } from '../domain/concurrency.js';
import { SLACK_READ, type HeldWebhook } from './held-webhook.js';
import { HeldWebhooks } from './held-webhooks.js';
import { MakeRequest } from './make-request.js';
import { RecordOutcomes } from './record-outcomes.js';

/** Slack takes one message a second for each webhook. */
const SLACK_PAUSE_MS = 1_000;
/** Longer than most attempts and shorter than the time in which a process must have ended. */
const STOP_MS = 5_000;
const LOOK_MS = 20;
/** Webhooks whose timeouts are remembered also while no process holds them. */
const MAX_REMEMBERED = 10_000;

/** Sends the deliveries of held webhooks, each webhook apart from all others. */
@Injectable()
export class SendDeliveries {
  private readonly logger = new Logger(SendDeliveries.name);
  private readonly timeouts = new LRUCache<Id<'wh'>, number>({ max: MAX_REMEMBERED });
  private isStopping = false;

  constructor(
    private readonly held: HeldWebhooks,
    private readonly requests: MakeRequest,
    private readonly receiver: WebhookReceiver,
    private readonly outcomes: RecordOutcomes,
    private readonly clock: Clock,
  ) {}

  /** Its last attempts have all timed out. */
  hangs(id: Id<'wh'>): boolean {
    return this.timeoutsOf(id) >= HANGS_AFTER;
  }

  /** Begins as many attempts as the webhook may have at once. */
  start(webhook: HeldWebhook): void {
    while (this.mayStart(webhook)) {
      const size = webhook.target?.format === 'slack' ? SLACK_READ : 1;
      void this.attempt(webhook, webhook.take(size));
    }
  }

  /** Begins nothing more, and waits a while for what is under way. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const until = performance.now() + STOP_MS;
    while (this.held.inFlight > 0 && performance.now() < until) await pause(LOOK_MS);
  }

  private mayStart(webhook: HeldWebhook): boolean {
    const { target, waiting, inFlight } = webhook;
    if (this.isStopping || waiting.length === 0 || target === undefined || target.opened === null)
      return false;
    const now = performance.now();
    if (webhook.isGone || now > webhook.mayStartUntil || now < webhook.pausedUntil) return false;
    return inFlight < atOnce(target.format, this.timeoutsOf(webhook.id));
  }

  private async attempt(webhook: HeldWebhook, deliveries: readonly Delivery[]): Promise<void> {
    webhook.inFlight += 1;
    const at = this.clock.now();
    const startedAt = performance.now();
    const url = webhook.target?.url ?? '';
    const answer = await this.answer(webhook, deliveries, at);
    webhook.inFlight -= 1;
    webhook.isGone ||= isGone(answer);
    this.noteTimeout(webhook.id, answer);
    const entry = entryOf(answer, at, performance.now() - startedAt);
    this.end(deliveries, { url, entry }, answer);
    this.goOn(webhook);
  }

  /** A mistake of ours must not keep a delivery under way for ever, or end the process. */
  private async answer(
    webhook: HeldWebhook,
    deliveries: readonly Delivery[],
    at: Date,
  ): Promise<ReceiverAnswer> {
    try {
      return await this.receiver.post(this.requests.of(webhook, deliveries, at));
    } catch (error) {
      this.logger.error(`an attempt for ${webhook.id} failed in an unexpected way`, error);
      return { statusCode: null, error: 'internal_error', retryAfter: undefined, responseBody: null };
    }
  }

  private end(
    deliveries: readonly Delivery[],
    attempt: Pick<EndedAttempt, 'url' | 'entry'>,
    answer: ReceiverAnswer,
  ): void {
    const endedAt = this.clock.now();
    for (const delivery of deliveries) {
      const attempted = { failures: delivery.failures, endedAt, random: Math.random() };
      this.outcomes.add({ delivery, ...attempt, outcome: outcomeOf(answer, attempted) });
    }
  }

  private goOn(webhook: HeldWebhook): void {
    if (webhook.target?.format === 'slack') {
      webhook.pausedUntil = performance.now() + SLACK_PAUSE_MS;
      setTimeout(() => this.start(webhook), SLACK_PAUSE_MS + 1);
    }
    this.start(webhook);
    if (webhook.hasMore && !webhook.isFull) this.held.tellRoom();
  }

  private timeoutsOf(id: Id<'wh'>): number {
    return this.timeouts.get(id) ?? 0;
  }

  private noteTimeout(id: Id<'wh'>, { error }: ReceiverAnswer): void {
    if (error === 'timeout') this.timeouts.set(id, this.timeoutsOf(id) + 1);
    else this.timeouts.delete(id);
  }
}

const entryOf = (answer: ReceiverAnswer, at: Date, durationMs: number): AttemptEntry => ({
  at,
  durationMs: Math.round(durationMs),
  statusCode: answer.statusCode,
  error: answer.error ?? (isSuccess(answer) ? null : 'unexpected_status'),
  responseBody: answer.responseBody,
});
