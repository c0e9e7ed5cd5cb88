import { Injectable } from '@nestjs/common';
import type { AccountRested, EventOf, ListSendingAccounts, RequestOf } from '#contracts';
import { Database, Outbox, violatedConstraint } from '#database';
import { DomainError, notFound, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import { isScoredAlike } from '../../health/domain/health-score.js';
import { isSeenAlike, type SendingAccount } from '../domain/sending-account.js';
import { accountChangedEvents } from '../events/sending-account-events.js';
import { AccountDomains } from './account-domains.js';
import { AccountLog } from './account-log.js';
import { AccountRamp } from './account-ramp.js';
import { AccountScores } from './account-scores.js';
import { ownEvents } from './own-events.js';
import { accountOf, rowOf, type SendingAccountRow } from './sending-account.row.js';
import {
  ADD,
  FORGET_TOKEN,
  LOCK_ONE,
  MARK_RESTING,
  NAMED,
  OF_ANY_WORKSPACE,
  PAGE,
  SAVE,
} from './sending-accounts.sql.js';

@Injectable()
export class SendingAccounts {
  constructor(
    private readonly database: Database,
    private readonly scores: AccountScores,
    private readonly ramp: AccountRamp,
    private readonly domains: AccountDomains,
    private readonly log: AccountLog,
    private readonly outbox: Outbox,
  ) {}

  /** @throws DomainError `duplicate_account` when the workspace has an account of that address, whatever its case. */
  async add(account: SendingAccount): Promise<SendingAccount> {
    try {
      return await this.database.transaction(async (tx) => {
        const limited = await this.ramp.limited(tx, account);
        await tx.query(ADD, [JSON.stringify(rowOf(limited))]);
        await this.scores.added(tx, [limited]);
        await this.domains.see(tx, [limited]);
        await this.outbox.add(tx, accountChangedEvents([limited]));
        return limited;
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

  /** Newest first; one row more than a page tells whether there is a next page. */
  async page(query: RequestOf<typeof ListSendingAccounts>): Promise<SendingAccount[]> {
    const { workspace_id, status, provider, search, cursor, page_size } = query;
    const after = uuidIn(cursor, 'ea');
    const params = [uuidOf(workspace_id), after, status, page_size + 1, provider, search];
    const rows = await this.database.query<SendingAccountRow>(PAGE, params);
    return rows.map(accountOf);
  }

  /**
   * Stores the decision on the account together with its event, while nobody else can change the account. A change of
   * what the health score is made of is scored in the same transaction. A decision that is the account itself changes
   * nothing.
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
      const decision = decide(current);
      if (decision === current) return current;

      const decided = { ...decision, version: current.version + 1 };
      const scored = isScoredAlike(current, decided) ? decided : await this.scores.scored(tx, decided);
      const next = await this.ramp.limited(tx, scored);
      await tx.query(SAVE, [JSON.stringify(rowOf(next))]);
      if (!isSeenAlike(current, next)) await this.domains.see(tx, [next]);
      if (next.login_version !== current.login_version) await tx.query(FORGET_TOKEN, [ids[1]]);
      await this.outbox.add(tx, accountChangedEvents([next]));
      if (isRefused(next) && !isRefused(current)) await this.log.refused(tx, [next]);
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

  /** Notes until when accounts rest. The dispatcher knows it already, so nothing is published. */
  async markResting(rests: readonly EventOf<typeof AccountRested>[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = (await ownEvents(tx, rests)).map(({ data }) => ({
        account_id: uuidOf(data.sending_account_id),
        until: data.until,
        reason: data.answer ?? 'the mail server takes no more messages',
      }));
      await tx.query(MARK_RESTING, [JSON.stringify(rows)]);
    });
  }
}

const isRefused = ({ status }: SendingAccount): boolean => status === 'error';
