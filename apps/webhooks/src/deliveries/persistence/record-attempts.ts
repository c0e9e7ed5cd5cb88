import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { EndedAttempt } from '../domain/attempt.js';
import type { FailingStreak } from '../domain/failing-streak.js';
import { queueChange, type DisabledReason, type QueueChange } from '../domain/queue-change.js';
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

      const stored = await storedAttempts(
        tx,
        held.flatMap((each) => each.attempts),
      );
      const changes = held.map((each) => changeOf(each.queue, each.attempts, stored, now));
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

const keyOf = (eventUuid: string, webhookUuid: string): string => `${eventUuid} ${webhookUuid}`;

/** The keys of the attempts that their deliveries took. */
async function storedAttempts(tx: Transaction, attempts: readonly EndedAttempt[]): Promise<Set<string>> {
  const rows = attempts.map(deliveryRow).toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1));
  const params = [JSON.stringify(rows), rows[0]?.event_id, rows.at(-1)?.event_id];
  const stored = await tx.query<{ event_id: string; endpoint_id: string }>(RECORD, params);
  return new Set(stored.map(({ event_id, endpoint_id }) => keyOf(event_id, endpoint_id)));
}

function deliveryRow(attempt: EndedAttempt) {
  const { delivery, entry } = attempt;
  const { status, failures, nextAttemptAt } = recordedDelivery(attempt);
  return {
    event_id: uuidOf(delivery.eventId),
    endpoint_id: uuidOf(delivery.webhookId),
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
function changeOf(
  { endpoint_id, failing_since, last_attempt_at, last_success_at }: QueueRow,
  attempts: readonly EndedAttempt[],
  stored: ReadonlySet<string>,
  now: Date,
): NamedChange {
  const streak: FailingStreak = {
    failingSince: failing_since,
    lastAttemptAt: last_attempt_at,
    lastSuccessAt: last_success_at,
  };
  const change = queueChange(streak, attempts);
  const isComplete = attempts.every(({ delivery }) =>
    stored.has(keyOf(uuidOf(delivery.eventId), endpoint_id)),
  );
  return { ...change, dueAt: isComplete ? change.dueAt : now, endpointUuid: endpoint_id };
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
    : [{ webhookId: idOf('wh', endpointUuid), reason: disabled, failingSince: streak.failingSince }];
