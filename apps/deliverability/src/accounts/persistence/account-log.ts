import type { Transaction } from '#database';
import type { SendingAccount } from '../domain/sending-account.js';

/** The log that says why an account is out of service; `watch/` provides it. */
export abstract class AccountLog {
  /** Accounts that a server has just refused. */
  abstract refused(tx: Transaction, accounts: readonly SendingAccount[]): Promise<void>;
}
