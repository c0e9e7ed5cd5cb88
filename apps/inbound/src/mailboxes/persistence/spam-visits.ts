import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, type Id } from '#kernel';

/** Providers count logins: a message that waits here for half an hour is still a message of that day. */
const EVERY = `interval '30 minutes'`;

/** Up to $2 mailboxes of the process $1 whose spam folder is due for a look at $3. */
const CLAIM = `
with due as (
  select account_id from mailbox
  where leased_by = $1 and warms_up and is_read and refused_at is null and source is not null
    and (junk_looked_at is null or junk_looked_at <= $3::timestamptz - ${EVERY})
  order by junk_looked_at nulls first, account_id
  limit $2
  for update skip locked
)
update mailbox set junk_looked_at = $3 from due where mailbox.account_id = due.account_id
returning mailbox.account_id, mailbox.workspace_id`;

/** A mailbox whose spam folder is to be looked into. */
export interface SpamVisit {
  readonly accountId: Id<'ea'>;
  readonly workspaceId: Id<'ws'>;
}

@Injectable()
export class SpamVisits {
  constructor(private readonly database: Database) {}

  async claim(reader: string, limit: number, now: Date): Promise<SpamVisit[]> {
    const rows = await this.database.query<{ account_id: string; workspace_id: string }>(CLAIM, [
      reader,
      limit,
      now,
    ]);
    return rows.map(({ account_id, workspace_id }) => ({
      accountId: idOf('ea', account_id),
      workspaceId: idOf('ws', workspace_id),
    }));
  }
}
