import type { Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import {
  DEACTIVATE_ACCOUNTS,
  REST_ACCOUNTS,
  UNASSIGN_FIRST_MESSAGES,
  WAKE_CAMPAIGNS,
} from './account-states.sql.js';

interface RestRow {
  readonly account_id: string;
  readonly rests_until: Date;
  readonly begun: boolean;
}

/**
 * Deactivates accounts whose servers refused the login of these versions. Deliverability consumes the refusal too, but the
 * next claim must not wait for that. Resolves with the accounts that were in service until now.
 */
export async function deactivateAccounts(
  tx: Transaction,
  refused: ReadonlyMap<Id<'ea'>, number>,
  now: Date,
): Promise<ReadonlySet<Id<'ea'>>> {
  if (refused.size === 0) return new Set();
  const accounts = [...refused.keys()].map(uuidOf);
  const closed = await tx.query<{ account_id: string }>(DEACTIVATE_ACCOUNTS, [
    accounts,
    [...refused.values()],
  ]);
  await sendFromOthers(tx, accounts, now);
  return new Set(closed.map(({ account_id }) => idOf('ea', account_id)));
}

/**
 * Lets accounts rest until these times, or until their midnight for null. Resolves with the accounts whose rest has just
 * begun, and its end.
 */
export async function restAccounts(
  tx: Transaction,
  untils: ReadonlyMap<Id<'ea'>, Date | null>,
  now: Date,
): Promise<ReadonlyMap<Id<'ea'>, Date>> {
  if (untils.size === 0) return new Map();
  const accounts = [...untils.keys()].map(uuidOf);
  const resting = await tx.query<RestRow>(REST_ACCOUNTS, [accounts, [...untils.values()], now]);
  await sendFromOthers(tx, accounts, now);
  const begun = resting.filter((rest) => rest.begun);
  return new Map(begun.map(({ account_id, rests_until }) => [idOf('ea', account_id), rests_until]));
}

/** Frees the first messages of stopped accounts, and lets their campaigns look again. */
async function sendFromOthers(tx: Transaction, accounts: readonly string[], now: Date): Promise<void> {
  await tx.query(UNASSIGN_FIRST_MESSAGES, [accounts, now]);
  await tx.query(WAKE_CAMPAIGNS, [accounts, now]);
}
