import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import {
  CLEAR_HOURS,
  COUNT_HOURS,
  COUNT_RANGE,
  END_OF_RANGE,
  HOLD_OFF_CONSUMERS,
  TOUCH_RANGE,
} from './health-rebuild.sql.js';
import { keptSince } from './message-facts.js';

/** Consumers wait for a range. */
const ACCOUNTS = 50;
const NO_ACCOUNT = '00000000-0000-0000-0000-000000000000';
const LAST_ACCOUNT = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Counts the hours of accounts anew from the facts about messages, a range of accounts at a time. */
@Injectable()
export class HealthRebuild {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The accounts after one, in one transaction. Their windows, totals and scores follow within a second. */
  next(after: Id<'ea'> | null): Promise<{ readonly accounts: number; readonly next: Id<'ea'> | null }> {
    const begin = after === null ? NO_ACCOUNT : uuidOf(after);
    return this.database.transaction((tx) => recount(tx, begin, keptSince(this.clock.now())));
  }
}

async function recount(tx: Transaction, begin: string, since: Date) {
  await tx.query(HOLD_OFF_CONSUMERS);
  const [last] = await tx.query<{ id: string }>(END_OF_RANGE, [begin, ACCOUNTS - 1]);
  const range = [begin, last?.id ?? LAST_ACCOUNT];
  for (const statement of [CLEAR_HOURS, COUNT_HOURS, TOUCH_RANGE])
    await tx.query(statement, [...range, since]);
  const [counted] = await tx.query<{ accounts: number }>(COUNT_RANGE, range);
  return { accounts: counted?.accounts ?? 0, next: last === undefined ? null : idOf('ea', last.id) };
}
