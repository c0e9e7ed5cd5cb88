import type { Transaction } from '#database';
import type { SendingAccount } from '../domain/sending-account.js';

/** The domains that accounts send from; `domains/` provides it. */
export abstract class AccountDomains {
  /** New accounts, or those whose provider or DKIM selectors changed: their domains are checked at once. */
  abstract see(tx: Transaction, accounts: readonly SendingAccount[]): Promise<void>;
}
