import type { Transaction } from '#database';
import type { Id } from '#kernel';

/** Campaigns of a sequence that were launched and are not over. */
export interface SequenceUse {
  readonly running: boolean;
  /** An outside platform sends one of them. */
  readonly delegated: boolean;
}

/** The campaigns, as far as a change of their sequence concerns them. They depend on sequences, not the reverse. */
export abstract class SequenceUsers {
  abstract isUsed(tx: Transaction, id: Id<'seq'>): Promise<boolean>;

  /** Publishes the running campaigns of the sequence, which was changed in this transaction. */
  abstract republish(tx: Transaction, id: Id<'seq'>, now: Date): Promise<SequenceUse>;
}
