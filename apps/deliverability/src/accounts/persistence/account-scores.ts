import type { Transaction } from '#database';
import type { SendingAccount } from '../domain/sending-account.js';

/** The health of accounts, as far as their own rows show it; `health/` provides it. */
export abstract class AccountScores {
  /** New accounts of one workspace begin to have a health. */
  abstract added(tx: Transaction, accounts: readonly SendingAccount[]): Promise<void>;

  /** The account, whose reputation or authentication was changed, with its new score. */
  abstract scored(tx: Transaction, account: SendingAccount): Promise<SendingAccount>;

  /** Accounts whose authentication a statement has changed: they are scored, and watched, within seconds. */
  abstract touch(tx: Transaction, accountIds: readonly string[]): Promise<void>;
}
