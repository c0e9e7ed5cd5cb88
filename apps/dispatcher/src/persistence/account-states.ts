import { Injectable } from '@nestjs/common';
import type { AccountChanged, EventOf, SendingAccountId } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { newestOfEach } from '#messaging';
import {
  ACCOUNT,
  LEAVE_CAMPAIGNS,
  OWN_ACCOUNTS,
  STORE_ACCOUNTS,
  UNASSIGN_FIRST_MESSAGES,
  WAKE_CAMPAIGNS,
} from './account-states.sql.js';
import { WAKE_CAMPAIGNS_AT } from './planned-sends.sql.js';

type AccountEvent = EventOf<typeof AccountChanged>;

/** The sending accounts with their limits and the used part of them. */
@Injectable()
export class AccountStates {
  constructor(private readonly database: Database) {}

  /** Undefined where it is not known, or was deleted. */
  async of(id: SendingAccountId): Promise<{ workspaceId: Id<'ws'>; active: boolean } | undefined> {
    const rows = await this.database.query<{ workspace_id: string; active: boolean }>(ACCOUNT, [uuidOf(id)]);
    return rows.map(({ workspace_id, active }) => ({ workspaceId: idOf('ws', workspace_id), active }))[0];
  }

  /**
   * Stores accounts that are newer than the stored ones; first messages of an inactive account may leave from another.
   * An event about an account of another workspace changes nothing.
   */
  async store(events: readonly AccountEvent[], now: Date): Promise<void> {
    const rows = newestOfEach(events, ({ data }) => data.sending_account_id).map(accountRow);
    const own = await this.database.transaction(async (tx) => {
      const stored = await tx.query<{ account_id: string }>(STORE_ACCOUNTS, [JSON.stringify(rows)]);
      await tx.query(UNASSIGN_FIRST_MESSAGES, [stored.map((row) => row.account_id), now]);
      return tx.query<{ account_id: string; deleted: boolean }>(OWN_ACCOUNTS, [
        rows.map((row) => row.account_id),
        rows.map((row) => row.workspace_id),
      ]);
    });
    // After the commit: a campaign that is stored meanwhile is woken here, or finds the accounts at its first look.
    await this.database.query(WAKE_CAMPAIGNS, [own.map((row) => row.account_id), now]);
    await this.leaveCampaigns(
      own.filter((row) => row.deleted).map((row) => row.account_id),
      now,
    );
  }

  /** After the commit as well: a campaign that is stored meanwhile is left here, or leaves out the account itself. */
  private async leaveCampaigns(deleted: readonly string[], now: Date): Promise<void> {
    if (deleted.length === 0) return;
    const left = await this.database.query<{ campaign_id: string; workspace_id: string }>(LEAVE_CAMPAIGNS, [
      deleted,
      now,
    ]);
    const campaigns = left.map(({ campaign_id }) => campaign_id);
    await this.database.query(WAKE_CAMPAIGNS_AT, [
      campaigns,
      campaigns.map(() => now),
      left.map(({ workspace_id }) => workspace_id),
    ]);
  }
}

const accountRow = ({ workspaceid, data }: AccountEvent) => ({
  account_id: uuidOf(data.sending_account_id),
  workspace_id: uuidOf(workspaceid),
  email: data.email,
  version: data.version,
  active: data.status === 'active',
  deleted: data.deleted ?? false,
  health_score: data.health_score,
  daily_limit: data.daily_send_limit,
  ramp_limit: data.ramp_limit ?? null,
  time_zone: data.time_zone,
});
