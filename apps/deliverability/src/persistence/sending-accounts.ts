import { Injectable } from '@nestjs/common';
import { Database, Inbox, Outbox, violatedConstraint } from '#database';
import type { AccountProvider, AccountStatus } from '#contracts';
import { DomainError, notFound, uuidOf, type Id } from '#kernel';
import { accountMessages } from '../events/sending-account-events.js';
import { lockAccounts } from './lock-accounts.js';
import { SendingAccountRow } from './sending-account.row.js';

const PAGE = `
  select * from sending_account
  where workspace_id = $1 and deleted_at is null and ($2::uuid is null or id < $2)
    and ($3::text[] is null or status = any($3)) and ($5::text[] is null or provider = any($5))
    and ($6::text is null or strpos(lower(email), lower($6)) > 0 or strpos(lower(display_name), lower($6)) > 0)
  order by id desc
  limit $4`;

const LOCK_ONE = `select * from sending_account where workspace_id = $1 and id = $2 and deleted_at is null for no key update`;

/** An inbox that somebody paused on purpose stays paused: an error would invite to activate it again. */
const MARK_REFUSED = `
  update sending_account account
  set status = 'error', status_reason = refused.reason, version = version + 1, updated_at = $2
  from jsonb_to_recordset($1) as refused (account_id uuid, reason text)
  where account.id = refused.account_id and account.status = 'active'
  returning account.*`;

/** A login that an inbox's own server refused. */
export interface RefusedLogin {
  /** Uuid of the event that told it. */
  readonly eventId: string;
  readonly accountId: string;
  readonly reason: string;
}

export interface AccountPage {
  readonly workspaceId: Id<'ws'>;
  /** Undefined: of any status. */
  readonly status: readonly AccountStatus[] | undefined;
  /** Undefined: of any provider. */
  readonly provider: readonly AccountProvider[] | undefined;
  /** Part of the address or of the name; undefined for all. */
  readonly search: string | undefined;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** New values of columns. */
export type AccountChange = Partial<SendingAccountRow> & Pick<SendingAccountRow, 'updated_at'>;

@Injectable()
export class SendingAccounts {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly inbox: Inbox,
  ) {}

  /** Rejects with `duplicate_account` when the workspace has an account of that address, whatever its case. */
  async add(row: SendingAccountRow): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        await tx.manager.insert(SendingAccountRow, row);
        await this.outbox.add(tx, accountMessages([row]));
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'sending_account_email') throw error;
      throw new DomainError(
        'conflict',
        'duplicate_account',
        `a sending account of ${row.email} exists already`,
      );
    }
  }

  /** Newest first. */
  page({ workspaceId, status, provider, search, after, limit }: AccountPage): Promise<SendingAccountRow[]> {
    return this.database.query<SendingAccountRow>(PAGE, [
      uuidOf(workspaceId),
      after,
      status,
      limit,
      provider,
      search,
    ]);
  }

  /** Decides on the account as it is, and stores the change together with its event. Nobody else changes it meanwhile. */
  change(
    workspaceId: Id<'ws'>,
    id: Id<'ea'>,
    decide: (account: SendingAccountRow) => AccountChange,
  ): Promise<SendingAccountRow> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<SendingAccountRow>(LOCK_ONE, [uuidOf(workspaceId), uuidOf(id)]);
      if (row === undefined) throw notFound('sending account', id);

      const columns = { ...decide(row), version: row.version + 1 };
      await tx.manager.update(SendingAccountRow, { id: row.id }, columns);
      const changed = Object.assign(row, columns);
      await this.outbox.add(tx, accountMessages([changed]));
      return changed;
    });
  }

  /** Those that the workspace has; others are absent. */
  named(workspaceId: Id<'ws'>, ids: readonly Id<'ea'>[]): Promise<SendingAccountRow[]> {
    return this.database.query<SendingAccountRow>(
      'select * from sending_account where workspace_id = $1 and id = any($2::uuid[]) and deleted_at is null',
      [uuidOf(workspaceId), ids.map(uuidOf)],
    );
  }

  /** Of any workspace: for the dispatcher, which works for all of them. */
  ofAnyWorkspace(ids: readonly Id<'ea'>[]): Promise<SendingAccountRow[]> {
    return this.database.query<SendingAccountRow>(
      'select * from sending_account where id = any($1::uuid[]) and deleted_at is null',
      [ids.map(uuidOf)],
    );
  }

  /** Takes the active ones among them out of service, and tells it; each refusal counts once. */
  async markRefused(refusals: readonly RefusedLogin[], now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockAccounts(
        tx,
        refusals.map(({ accountId }) => accountId),
      );
      const events = refusals.map(({ eventId }) => eventId);
      const fresh = await this.inbox.unseen(tx, 'deliverability-logins', events);
      const reasons = new Map(
        refusals
          .filter(({ eventId }) => fresh.has(eventId))
          .map(({ accountId, reason }) => [accountId, reason]),
      );
      const rows = [...reasons].map(([account_id, reason]) => ({ account_id, reason }));
      const marked = await tx.query<SendingAccountRow>(MARK_REFUSED, [JSON.stringify(rows), now]);
      await this.outbox.add(tx, accountMessages(marked));
    });
  }
}
