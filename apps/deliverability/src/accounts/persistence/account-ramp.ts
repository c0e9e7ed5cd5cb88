import type { Transaction } from '#database';
import type { SendingAccount } from '../domain/sending-account.js';

/** The daily ceiling of an account while it warms up; `ramp/` provides it. */
export abstract class AccountRamp {
  /** The account, which is new or was changed, with the ceiling of its stage. */
  abstract limited(tx: Transaction, account: SendingAccount): Promise<SendingAccount>;
}
