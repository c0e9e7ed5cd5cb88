import type { Transaction } from '#database';
import type { Id } from '#kernel';

/** The campaigns, as far as a change of their sequence concerns them. They depend on sequences, not the reverse. */
export abstract class SequenceUsers {
  abstract isUsed(tx: Transaction, id: Id<'seq'>): Promise<boolean>;

  /** Publishes the running campaigns of the sequence, which was changed in this transaction; resolves with their number. */
  abstract republish(tx: Transaction, id: Id<'seq'>, now: Date): Promise<number>;
}
