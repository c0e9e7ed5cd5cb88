import { Injectable } from '@nestjs/common';
import { Database, Inbox, Outbox, violatedConstraint, type Transaction } from '#database';
import { DomainError, notFound, uuidOf, type Id } from '#kernel';
import { isScoredAlike } from '../domain/health-score.js';
import type { AccountStatus, SendingAccount } from '../domain/sending-account.js';
import { accountChangedEvents } from '../events/sending-account-events.js';
import { AccountHealth } from './account-health.js';
import { accountOf, rowOf, type SendingAccountRow } from './sending-account.row.js';
import {
  ADD,
  LOCK,
  LOCK_ONE,
  MARK_REFUSED,
  NAMED,
  OF_ANY_WORKSPACE,
  PAGE,
  SAVE,
} from './sending-accounts.sql.js';

/** A login that the account's own server refused. */
export interface RefusedLogin {
  readonly event_id: Id<'evt'>;
  readonly sending_account_id: Id<'ea'>;
  readonly reason: string;
}

export interface AccountPage {
  readonly workspace_id: Id<'ws'>;
  /** Undefined: of any status. */
  readonly status?: readonly AccountStatus[] | undefined;
  /** Undefined: of any provider. */
  readonly provider?: readonly SendingAccount['provider'][] | undefined;
  /** Part of the address or of the name; undefined for all. */
  readonly search?: string | undefined;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

@Injectable()
export class SendingAccounts {
  constructor(
    private readonly database: Database,
    private readonly health: AccountHealth,
    private readonly outbox: Outbox,
    private readonly inbox: Inbox,
  ) {}

  /** @throws DomainError `duplicate_account` when the workspace has an account of that address, whatever its case. */
  async add(account: SendingAccount): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        await tx.query(ADD, [JSON.stringify(rowOf(account))]);
        await this.outbox.add(tx, accountChangedEvents([account]));
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'sending_account_email') throw error;
      throw new DomainError(
        'conflict',
        'duplicate_account',
        `a sending account of ${account.email} exists already`,
      );
    }
  }

  /** Newest first. */
  async page({
    workspace_id,
    status,
    provider,
    search,
    after,
    limit,
  }: AccountPage): Promise<SendingAccount[]> {
    const params = [uuidOf(workspace_id), after, status, limit, provider, search];
    const rows = await this.database.query<SendingAccountRow>(PAGE, params);
    return rows.map(accountOf);
  }

  /**
   * Stores the decision on the account together with its event, while nobody else can change the account. A change of
   * what the health score is made of is scored in the same transaction.
   */
  change(
    { workspace_id, sending_account_id }: { workspace_id: Id<'ws'>; sending_account_id: Id<'ea'> },
    decide: (account: SendingAccount) => SendingAccount,
  ): Promise<SendingAccount> {
    return this.database.transaction(async (tx) => {
      const ids = [uuidOf(workspace_id), uuidOf(sending_account_id)];
      const [row] = await tx.query<SendingAccountRow>(LOCK_ONE, ids);
      if (row === undefined) throw notFound('sending account', sending_account_id);

      const current = accountOf(row);
      const decided = { ...decide(current), version: current.version + 1 };
      const next = isScoredAlike(current, decided) ? decided : await this.health.scored(tx, decided);
      await tx.query(SAVE, [JSON.stringify(rowOf(next))]);
      await this.outbox.add(tx, accountChangedEvents([next]));
      return next;
    });
  }

  /** Accounts that the workspace does not have are absent. */
  async named(workspaceId: Id<'ws'>, ids: readonly Id<'ea'>[]): Promise<SendingAccount[]> {
    const rows = await this.database.query<SendingAccountRow>(NAMED, [uuidOf(workspaceId), ids.map(uuidOf)]);
    return rows.map(accountOf);
  }

  /** For the dispatcher, which works for all workspaces. */
  async ofAnyWorkspace(ids: readonly Id<'ea'>[]): Promise<SendingAccount[]> {
    const rows = await this.database.query<SendingAccountRow>(OF_ANY_WORKSPACE, [ids.map(uuidOf)]);
    return rows.map(accountOf);
  }

  /** Takes the active ones among them out of service, and publishes it; each refusal counts once. */
  async markRefused(refusals: readonly RefusedLogin[], now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(LOCK, [refusals.map((refusal) => uuidOf(refusal.sending_account_id))]);
      const reasons = await this.newReasons(tx, refusals);
      const marked = await tx.query<SendingAccountRow>(MARK_REFUSED, [JSON.stringify(reasons), now]);
      await this.outbox.add(tx, accountChangedEvents(marked.map(accountOf)));
    });
  }

  /** One for each account, of the events that were not handled before. */
  private async newReasons(tx: Transaction, refusals: readonly RefusedLogin[]) {
    const rows = refusals.map(({ event_id, sending_account_id, reason }) => ({
      event_id: uuidOf(event_id),
      account_id: uuidOf(sending_account_id),
      reason,
    }));
    const events = rows.map(({ event_id }) => event_id);
    const unseen = await this.inbox.unseen(tx, 'deliverability-logins', events);
    const fresh = rows.filter(({ event_id }) => unseen.has(event_id));
    return [...new Map(fresh.map((row) => [row.account_id, row])).values()];
  }
}
