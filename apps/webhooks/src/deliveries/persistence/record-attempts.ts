import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { DisabledReason } from '../../endpoints/domain/endpoint.js';
import type { EndedAttempt } from '../domain/attempt.js';
import type { FailingStreak } from '../domain/failing-streak.js';
import { queueChange, type QueueChange } from '../domain/queue-change.js';
import { recordedDelivery } from '../domain/recorded-delivery.js';
import { LOCK_QUEUES, RECORD, RECORD_QUEUES } from './record-attempts.sql.js';

interface QueueRow {
  readonly endpoint_id: string;
  readonly failing_since: Date | null;
  readonly last_attempt_at: Date | null;
  readonly last_success_at: Date | null;
}

/** A webhook that is to be switched off, and the first of its failures. */
export interface HopelessWebhook {
  readonly webhookId: Id<'wh'>;
  readonly reason: DisabledReason;
  /** The address that failed. */
  readonly url: string;
  readonly failingSince: Date | null;
}

/** Stores what became of attempts: in the deliveries, the queues and the figures. */
@Injectable()
export class RecordAttempts {
  constructor(private readonly database: Database) {}

  /** Attempts of webhooks that the process does not hold any more are not stored: their new holder makes them again. */
  record(holder: string, attempts: readonly EndedAttempt[], now: Date): Promise<HopelessWebhook[]> {
    return this.database.transaction(async (tx) => {
      const byWebhook = grouped(attempts);
      const queues = await tx.query<QueueRow>(LOCK_QUEUES, [holder, [...byWebhook.keys()].map(uuidOf)]);
      const held = queues.map((queue) => ({
        queue,
        attempts: byWebhook.get(idOf('wh', queue.endpoint_id)) ?? [],
      }));
      if (held.length === 0) return [];

      const counts = await store(tx, held);
      const changes = held.map((each) => changeOf(each, counts.get(each.queue.endpoint_id), now));
      await tx.query(RECORD_QUEUES, [JSON.stringify(changes.map((change) => queueRow(change, now)))]);
      return changes.flatMap(hopeless);
    });
  }
}

function grouped(attempts: readonly EndedAttempt[]): Map<Id<'wh'>, EndedAttempt[]> {
  const groups = new Map<Id<'wh'>, EndedAttempt[]>();
  for (const attempt of attempts) {
    const { webhookId } = attempt.delivery;
    const group = groups.get(webhookId);
    if (group === undefined) groups.set(webhookId, [attempt]);
    else group.push(attempt);
  }
  return groups;
}

/** The attempts of a webhook whose queue is locked. */
interface HeldAttempts {
  readonly queue: QueueRow;
  readonly attempts: readonly EndedAttempt[];
}

/** Resolves with how many attempts their deliveries took, for each webhook. */
async function store(tx: Transaction, held: readonly HeldAttempts[]): Promise<Map<string, number>> {
  const rows = held
    .flatMap(({ queue, attempts }) => attempts.map((attempt) => deliveryRow(attempt, queue.endpoint_id)))
    .toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1));
  const params = [JSON.stringify(rows), rows[0]?.event_id, rows.at(-1)?.event_id];
  const counts = new Map<string, number>();
  for (const { endpoint_id } of await tx.query<{ endpoint_id: string }>(RECORD, params)) {
    counts.set(endpoint_id, (counts.get(endpoint_id) ?? 0) + 1);
  }
  return counts;
}

function deliveryRow(attempt: EndedAttempt, endpointUuid: string) {
  const { delivery, entry } = attempt;
  const { status, failures, nextAttemptAt } = recordedDelivery(attempt);
  return {
    event_id: uuidOf(delivery.eventId),
    endpoint_id: endpointUuid,
    tries_before: delivery.failures,
    status,
    tries: failures,
    next_attempt_at: nextAttemptAt,
    entry: {
      at: entry.at,
      duration_ms: entry.durationMs,
      status_code: entry.statusCode,
      error: entry.error,
      response_body: entry.responseBody,
    },
  };
}

type NamedChange = QueueChange & { readonly endpointUuid: string };

/** A delivery that did not take its attempt was started again: it is due now. */
function changeOf({ queue, attempts }: HeldAttempts, stored: number | undefined, now: Date): NamedChange {
  const streak: FailingStreak = {
    failingSince: queue.failing_since,
    lastAttemptAt: queue.last_attempt_at,
    lastSuccessAt: queue.last_success_at,
  };
  const change = queueChange(streak, attempts);
  const dueAt = stored === attempts.length ? change.dueAt : now;
  return { ...change, dueAt, endpointUuid: queue.endpoint_id };
}

const queueRow = ({ endpointUuid, streak, dueAt, figures }: NamedChange, now: Date) => ({
  endpoint_id: endpointUuid,
  due_at: dueAt,
  failing_since: streak.failingSince,
  last_attempt_at: streak.lastAttemptAt,
  last_success_at: streak.lastSuccessAt,
  hour: new Date(now.getTime() - (now.getTime() % 3_600_000)),
  attempts: figures.attempts,
  successes: figures.successes,
  given_up: figures.givenUp,
});

const hopeless = ({ endpointUuid, streak, disabled }: NamedChange): HopelessWebhook[] =>
  disabled === null
    ? []
    : [{ webhookId: idOf('wh', endpointUuid), ...disabled, failingSince: streak.failingSince }];
