import type { Transaction } from '#database';
import type { SendingAccount } from '../domain/sending-account.js';

/** The domains that accounts send from; `domains/` provides it. */
export abstract class AccountDomains {
  /** A new account, or one whose provider or DKIM selectors changed: its domain is checked at once. */
  abstract see(tx: Transaction, account: SendingAccount): Promise<void>;
}
