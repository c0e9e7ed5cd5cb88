import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { Holdings } from '../domain/share.js';

/** A process that was not seen for this long is dead: three beats. */
export const LEASE_MS = 15_000;
const DEAD_AFTER = `interval '${LEASE_MS} milliseconds'`;

/** Renews all leases of the process $1 with one row. Returns whether the beat before came in time. */
const BEAT = `
with before as (
  select seen_at > clock_timestamp() - ${DEAD_AFTER} as in_time from mailbox_reader where id = $1
)
insert into mailbox_reader (id, seen_at) values ($1, clock_timestamp())
on conflict (id) do update set seen_at = clock_timestamp()
returning coalesce((select in_time from before), false) as steady`;

/** The foreign key frees their mailboxes. */
const FORGET_DEAD = `delete from mailbox_reader where seen_at < clock_timestamp() - ${DEAD_AFTER}`;

const LEAVE = 'delete from mailbox_reader where id = $1';

const COUNTS = `
select (select count(*)::int from mailbox where is_read) as mailboxes,
  (select count(*)::int from mailbox_reader where seen_at > clock_timestamp() - ${DEAD_AFTER}) as readers,
  (select count(*)::int from mailbox where leased_by = $1 and is_read) as held`;

/** Takes up to $2 mailboxes that nobody holds. */
const TAKE = `
update mailbox set leased_by = $1
where account_id in (
  select account_id from mailbox where is_read and leased_by is null order by account_id limit $2 for update skip locked
)`;

const RELEASE = 'update mailbox set leased_by = null where leased_by = $1 and account_id = any ($2::uuid[])';

const HELD =
  'select account_id, version, failures, next_try_at from mailbox where leased_by = $1 and is_read';

/** A mailbox that a process holds, and when it may be opened. */
export interface Lease {
  readonly accountId: Id<'ea'>;
  readonly version: number;
  /** Connections in a row that failed. */
  readonly failures: number;
  readonly nextTryAt: Date;
}

interface LeaseRow {
  readonly account_id: string;
  readonly version: number;
  readonly failures: number;
  /** pg reads `-infinity` as a number. */
  readonly next_try_at: Date | number;
}

/** The processes that read mailboxes, and which of them holds each mailbox. The times are those of the database. */
@Injectable()
export class MailboxLeases {
  constructor(private readonly database: Database) {}

  /** Resolves with whether the beat before came in time: after an outage of the database every process looks dead. */
  async beat(reader: string): Promise<boolean> {
    const [row] = await this.database.query<{ steady: boolean }>(BEAT, [reader]);
    return row?.steady ?? false;
  }

  async forgetDead(): Promise<void> {
    await this.database.query(FORGET_DEAD);
  }

  async leave(reader: string): Promise<void> {
    await this.database.query(LEAVE, [reader]);
  }

  async holdings(reader: string): Promise<Holdings> {
    const [row] = await this.database.query<Holdings>(COUNTS, [reader]);
    return row ?? { held: 0, mailboxes: 0, readers: 1 };
  }

  async take(reader: string, count: number): Promise<void> {
    await this.database.query(TAKE, [reader, count]);
  }

  /** To be called when nothing reads them any more. */
  async release(reader: string, accounts: readonly Id<'ea'>[]): Promise<void> {
    await this.database.query(RELEASE, [reader, accounts.map(uuidOf)]);
  }

  async heldBy(reader: string): Promise<Lease[]> {
    const rows = await this.database.query<LeaseRow>(HELD, [reader]);
    return rows.map(({ account_id, version, failures, next_try_at }) => ({
      accountId: idOf('ea', account_id),
      version,
      failures,
      nextTryAt: next_try_at instanceof Date ? next_try_at : new Date(0),
    }));
  }
}
