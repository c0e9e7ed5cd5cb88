import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { AccountChanged, CampaignEventData, CampaignRef, DataOf } from '#contracts';
import { Database, Outbox, type Transaction } from '#database';
import { Clock, uuidOf, type Id } from '#kernel';
import { freshChange } from '../domain/fresh-change.js';
import type { LinkChange } from '../domain/link.js';
import { platformState } from '../domain/platform-state.js';
import { platformStateEvents } from '../events/platform-state-events.js';
import { campaignColumnsOf } from './campaign-columns.js';
import { changedColumnsOf, linkOf, type LinkRow, type StoredLink } from './link.row.js';
import {
  BEAT,
  BY_CAMPAIGN,
  CHANGE,
  CLAIM_DUE,
  CLAIM_LOOKS,
  CLAIM_ONE,
  LOCK_OWN,
  RELEASE,
  RELEASE_ALL,
  STORE_CAMPAIGNS,
  WAKE_FOR_ACCOUNTS,
} from './links.sql.js';

/** More than the fields that decisions need: the connection that serves the link. */
export type StoredChange = LinkChange & Partial<Pick<StoredLink, 'connectionId'>>;

@Injectable()
export class Links {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Stores launched campaigns that are newer than the stored ones; at most one of each. */
  async store(campaigns: readonly CampaignEventData[]): Promise<void> {
    const rows = campaigns.map(campaignColumnsOf);
    await this.database.query(STORE_CAMPAIGNS, [this.clock.now(), JSON.stringify(rows)]);
  }

  async of({ campaign_id, workspace_id }: CampaignRef): Promise<StoredLink | undefined> {
    const rows = await this.database.query<LinkRow>(BY_CAMPAIGN, [uuidOf(campaign_id), uuidOf(workspace_id)]);
    return rows.map(linkOf)[0];
  }

  async wakeForAccounts(accounts: readonly DataOf<typeof AccountChanged>[]): Promise<void> {
    const rows = accounts.map((account) => ({
      account_id: uuidOf(account.sending_account_id),
      email: account.email.toLowerCase(),
      active: account.status === 'active' && account.deleted !== true,
      health_score: account.health_score,
    }));
    await this.database.query(WAKE_FOR_ACCOUNTS, [this.clock.now(), JSON.stringify(rows)]);
  }

  /** Links that are due, for the process `holder`. */
  async claim(holder: string, limit: number): Promise<StoredLink[]> {
    const now = this.clock.now();
    const due = await this.database.query<LinkRow>(CLAIM_DUE, [now, holder, limit]);
    const looks =
      due.length === limit
        ? []
        : await this.database.query<LinkRow>(CLAIM_LOOKS, [now, holder, limit - due.length]);
    return [...due, ...looks].map(linkOf);
  }

  /** Undefined where another run has it. */
  async claimOne(holder: string, campaignId: Id<'camp'>): Promise<StoredLink | undefined> {
    const params = [this.clock.now(), holder, uuidOf(campaignId)];
    return (await this.database.query<LinkRow>(CLAIM_ONE, params)).map(linkOf)[0];
  }

  async beat(holder: string): Promise<void> {
    await this.database.query(BEAT, [this.clock.now(), holder]);
  }

  /** Stores the result of a step together with its event. Undefined when the lease was lost. */
  change(holder: string, seen: StoredLink, change: StoredChange): Promise<StoredLink | undefined> {
    return this.database.transaction(async (tx) => {
      const row = await lockOwn(tx, holder, seen);
      if (row === undefined) return undefined;
      const fresh = linkOf(row);
      const connectionId = change.connectionId === undefined ? fresh.connectionId : change.connectionId;
      return this.save(tx, row, { ...fresh, ...freshChange(change, seen, fresh), connectionId });
    });
  }

  /** Gives the link back until `nextAttemptAt`, or at once where it was changed or woken in the meantime. */
  async release(holder: string, seen: StoredLink, nextAttemptAt: Date | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await lockOwn(tx, holder, seen);
      if (row === undefined) return;
      const isWoken = row.accounts_changed || row.version !== seen.version;
      if (!isWoken) await this.save(tx, row, { ...linkOf(row), nextAttemptAt });
      await tx.query(RELEASE, [row.campaign_id]);
    });
  }

  /** Gives the link back after a failure that is not the platform's. */
  async fail(holder: string, seen: StoredLink, nextAttemptAt: Date): Promise<void> {
    await this.change(holder, seen, { attempts: seen.attempts + 1 });
    await this.release(holder, seen, nextAttemptAt);
  }

  async releaseAll(holder: string): Promise<void> {
    await this.database.query(RELEASE_ALL, [holder]);
  }

  private async save(tx: Transaction, row: LinkRow, link: StoredLink): Promise<StoredLink> {
    const now = this.clock.now();
    const state = platformState(link);
    const isNews = !isDeepStrictEqual(state, row.state);
    const stateVersion = Number(row.state_version) + (isNews ? 1 : 0);
    const columns = JSON.stringify(changedColumnsOf(link));
    await tx.query(CHANGE, [columns, row.campaign_id, JSON.stringify(state), stateVersion, now]);
    if (isNews) await this.outbox.add(tx, platformStateEvents(link, state, stateVersion, now));
    return link;
  }
}

const lockOwn = async (
  tx: Transaction,
  holder: string,
  { campaignId }: StoredLink,
): Promise<LinkRow | undefined> => (await tx.query<LinkRow>(LOCK_OWN, [holder, uuidOf(campaignId)]))[0];
