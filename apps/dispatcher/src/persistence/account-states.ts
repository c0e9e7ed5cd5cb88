import type { AccountChanged, EventOf } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { Injectable } from '@nestjs/common';
import { UNASSIGN_FIRST_MESSAGES, STORE_ACCOUNTS, WAKE_CAMPAIGNS } from './account-states.sql.js';

type AccountEvent = EventOf<typeof AccountChanged>;

/** The inboxes, as far as sending needs to know them. */
@Injectable()
export class AccountStates {
  constructor(private readonly database: Database) {}

  /** Keeps what is newer than what was known; first messages that wait for an inbox out of service may go from another. */
  async keep(events: readonly AccountEvent[], now: Date): Promise<void> {
    const rows = [...newestOfEach(events).values()].map(accountRow);
    await this.database.transaction(async (tx) => {
      const kept = await tx.query<{ account_id: string }>(STORE_ACCOUNTS, [JSON.stringify(rows)]);
      await tx.query(UNASSIGN_FIRST_MESSAGES, [kept.map((row) => row.account_id), now]);
    });
    // When they are committed: a campaign that becomes known meanwhile is woken here, or finds them at its first look.
    await this.database.query(WAKE_CAMPAIGNS, [rows.map((row) => row.account_id), now]);
  }
}

/** One statement cannot update a row twice. */
function newestOfEach(events: readonly AccountEvent[]): Map<string, AccountEvent> {
  const newest = new Map<string, AccountEvent>();
  for (const event of events) {
    const known = newest.get(event.data.sending_account_id);
    if (known === undefined || known.data.version < event.data.version) {
      newest.set(event.data.sending_account_id, event);
    }
  }
  return newest;
}

const accountRow = ({ workspaceid, data }: AccountEvent) => ({
  account_id: uuidOf(data.sending_account_id),
  workspace_id: uuidOf(workspaceid),
  email: data.email,
  version: data.version,
  active: data.status === 'active',
  health_score: data.health_score,
  daily_limit: data.daily_send_limit,
  time_zone: data.time_zone,
});
