import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Transaction } from '#database';
import { Clock, newId, uuidOf, type Id, type OutsidePlatform } from '#kernel';
import {
  newPlatformAccount,
  syncedAccount,
  vanishedAccount,
  type AccountThere,
} from '../domain/platform-account.js';
import type { SendingAccount } from '../domain/sending-account.js';
import { accountChangedEvents } from '../events/sending-account-events.js';
import { AccountDomains } from './account-domains.js';
import { AccountLog } from './account-log.js';
import { AccountScores } from './account-scores.js';
import { accountOf, rowOf, type SendingAccountRow } from './sending-account.row.js';
import { ADD_ALL, LOCK_BY_EMAIL, LOCK_SYNC, SAVE_ALL } from './sending-accounts.sql.js';

interface Fleet {
  readonly workspace_id: Id<'ws'>;
  readonly platform: OutsidePlatform;
  readonly time_zone: string;
  readonly accounts: readonly AccountThere[];
  readonly gone: readonly { readonly email: string; readonly reason: string }[];
}

type Known = ReadonlyMap<string, SendingAccount>;

/** The accounts that a platform has, stored as its last list shows them. */
@Injectable()
export class PlatformAccountSync {
  constructor(
    private readonly database: Database,
    private readonly scores: AccountScores,
    private readonly domains: AccountDomains,
    private readonly log: AccountLog,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Resolves with the ids of `accounts`, in their order. Those of another provider stay as they are. */
  apply(fleet: Fleet): Promise<Id<'ea'>[]> {
    return this.database.transaction(async (tx) => {
      const known = await this.lock(tx, fleet);
      const shown = fleet.accounts.map((there) => this.shown(fleet, known, there));
      const gone = fleet.gone.flatMap((each) => this.vanished(fleet, known, each));
      await this.add(
        tx,
        shown.filter(({ email }) => !known.has(email.toLowerCase())),
      );
      const changed = [...shown, ...gone].filter((account) => isChanged(account, known));
      await this.save(tx, changed, known);
      return shown.map(({ id }) => id);
    });
  }

  private async lock(tx: Transaction, { workspace_id, accounts, gone }: Fleet): Promise<Known> {
    const emails = [...accounts, ...gone].map(({ email }) => email.toLowerCase());
    await tx.query(LOCK_SYNC, [uuidOf(workspace_id)]);
    const rows = await tx.query<SendingAccountRow>(LOCK_BY_EMAIL, [uuidOf(workspace_id), emails]);
    return new Map(rows.map(accountOf).map((account) => [account.email.toLowerCase(), account]));
  }

  private shown(fleet: Fleet, known: Known, there: AccountThere): SendingAccount {
    const account = known.get(there.email.toLowerCase());
    if (account === undefined)
      return newPlatformAccount({ ...fleet, id: newId('ea') }, there, this.clock.now());
    return account.provider === fleet.platform ? syncedAccount(account, there, this.clock.now()) : account;
  }

  private vanished({ platform }: Fleet, known: Known, { email, reason }: Fleet['gone'][number]) {
    const account = known.get(email.toLowerCase());
    return account?.provider === platform ? [vanishedAccount(account, reason, this.clock.now())] : [];
  }

  private async add(tx: Transaction, accounts: readonly SendingAccount[]): Promise<void> {
    if (accounts.length === 0) return;
    await tx.query(ADD_ALL, [JSON.stringify(accounts.map(rowOf))]);
    await this.scores.added(tx, accounts);
    await this.domains.see(tx, accounts);
    await this.outbox.add(tx, accountChangedEvents(accounts));
  }

  private async save(tx: Transaction, accounts: readonly SendingAccount[], known: Known): Promise<void> {
    if (accounts.length === 0) return;
    await tx.query(SAVE_ALL, [JSON.stringify(accounts.map(rowOf))]);
    await this.scores.touch(
      tx,
      accounts.map(({ id }) => uuidOf(id)),
    );
    await this.outbox.add(tx, accountChangedEvents(accounts));
    const refused = accounts.filter(
      ({ email, status }) => status === 'error' && known.get(email.toLowerCase())?.status !== 'error',
    );
    if (refused.length > 0) await this.log.refused(tx, refused);
  }
}

/** The rules answer an account itself where nothing is new. */
const isChanged = (account: SendingAccount, known: Known): boolean => {
  const before = known.get(account.email.toLowerCase());
  return before !== undefined && before !== account;
};
