import { Injectable, Optional } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock } from '#kernel';
import { hourChanges } from '../domain/hour-figures.js';
import {
  countedAt,
  factsOf,
  isSame,
  keyOf,
  merged,
  type FactChange,
  type MessageFact,
} from '../domain/message-fact.js';
import { FactSubscriber } from './fact-subscriber.js';
import {
  ADD_TO_HOURS,
  DELETE_OLD,
  FOLD_OLD,
  INSERT_UNKNOWN,
  LOCK_KNOWN,
  TOUCH,
  UPDATE_KNOWN,
  WORKSPACES_OF_ACCOUNTS,
} from './message-facts.sql.js';

/** Messages and hours are kept for 40 days: 30 are counted, and the rest is time for a late rebuild. */
const KEPT_MS = 40 * 86_400_000;
const FULL_BATCH = 5_000;

/** The facts about messages, and the hourly figures of accounts that follow from them. */
@Injectable()
export class MessageFacts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Optional() private readonly subscriber?: FactSubscriber,
  ) {}

  /**
   * Adds pieces of knowledge to what is stored, and moves the figures by exactly as much. To record the same again changes
   * nothing. Locks go by message, account and hour, each in the order of their keys.
   */
  async record(pieces: readonly MessageFact[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const incoming = factsOf(await ofOwnAccounts(tx, pieces));
      const changes = await merge(tx, incoming);
      if (changes.length === 0) return;
      const since = keptSince(this.clock.now());
      const hours = hourChanges(changes, since);
      if (hours.length > 0) await tx.query(ADD_TO_HOURS, [JSON.stringify(hours)]);
      await this.subscriber?.apply(tx, changes);
      await touch(tx, changes, since);
    });
  }

  /** Deletes old messages and folds old hours into totals, a portion of each. */
  async forget(): Promise<'more' | 'idle'> {
    const before = keptSince(this.clock.now());
    const [messages] = await this.database.query<{ rows: number }>(DELETE_OLD, [before]);
    const [hours] = await this.database.query<{ rows: number }>(FOLD_OLD, [before]);
    return messages?.rows === FULL_BATCH || hours?.rows === FULL_BATCH ? 'more' : 'idle';
  }
}

export const keptSince = (now: Date): Date => new Date(now.getTime() - KEPT_MS);

/** Without those of unknown accounts and of accounts that another workspace has. */
async function ofOwnAccounts(tx: Transaction, pieces: readonly MessageFact[]): Promise<MessageFact[]> {
  const named = [...new Set(pieces.flatMap(({ account_id }) => account_id ?? []))];
  const rows = await tx.query<{ id: string; workspace_id: string }>(WORKSPACES_OF_ACCOUNTS, [named]);
  const workspaces = new Map(rows.map(({ id, workspace_id }) => [id, workspace_id]));
  return pieces.filter(
    ({ account_id, workspace_id }) => account_id === null || workspaces.get(account_id) === workspace_id,
  );
}

async function merge(tx: Transaction, incoming: readonly MessageFact[]): Promise<FactChange[]> {
  if (incoming.length === 0) return [];
  const inserted = await tx.query<MessageFact>(INSERT_UNKNOWN, [JSON.stringify(incoming)]);
  const unknown = new Set(inserted.map(keyOf));
  const rest = incoming.filter((fact) => !unknown.has(keyOf(fact)));
  return [...inserted.map((after) => ({ before: null, after })), ...(await mergeKnown(tx, rest))];
}

async function mergeKnown(tx: Transaction, incoming: readonly MessageFact[]): Promise<FactChange[]> {
  if (incoming.length === 0) return [];
  const pieces = new Map(incoming.map((fact) => [keyOf(fact), fact]));
  const stored = await tx.query<MessageFact>(LOCK_KNOWN, [
    incoming.map(({ send_id }) => send_id),
    incoming.map(({ workspace_id }) => workspace_id),
  ]);
  const changes = stored
    .map((before) => ({ before, after: merged(before, pieces.get(keyOf(before)) ?? before) }))
    .filter(({ before, after }) => !isSame(before, after));
  if (changes.length > 0) {
    await tx.query(UPDATE_KNOWN, [JSON.stringify(changes.map(({ after }) => after))]);
  }
  return changes;
}

async function touch(tx: Transaction, changes: readonly FactChange[], since: Date): Promise<void> {
  const touched = changes.flatMap(({ after }) => {
    const { account_id, workspace_id } = after;
    if (account_id === null) return [];
    const sent = countedAt(after);
    return [{ account_id, workspace_id, first_sent_at: sent !== null && sent >= since ? sent : null }];
  });
  if (touched.length > 0) await tx.query(TOUCH, [JSON.stringify(touched)]);
}
