import type { Transaction } from '#database';
import type { FactChange } from '../domain/message-fact.js';

/** Counts facts in a place of its own, in the transaction that stores them. */
export abstract class FactSubscriber {
  abstract apply(tx: Transaction, changes: readonly FactChange[]): Promise<void>;
}

/** Judges accounts (uuids) whose figures, authentication or reputation have changed. */
export abstract class AccountWatch {
  abstract check(tx: Transaction, accountIds: readonly string[], now: Date): Promise<void>;
}
