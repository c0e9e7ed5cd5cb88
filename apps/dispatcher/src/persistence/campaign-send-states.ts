import { Injectable } from '@nestjs/common';
import type { HoldCampaign, RequestOf } from '#contracts';
import { Database, Outbox, type Transaction } from '#database';
import { uuidOf, type CampaignWindow } from '#kernel';
import { claimInterval } from '../domain/recipient-window.js';
import { droppedEvents } from '../events/outcome-events.js';
import { UNASSIGN_FIRST_MESSAGES } from './account-states.sql.js';
import { campaignRow, type VersionedCampaign } from './campaign-send-state.row.js';
import {
  CANCEL_ARCHIVED,
  HOLD,
  IN_FLIGHT,
  STORE_CAMPAIGN_ACCOUNTS,
  STORE_CAMPAIGNS,
  STORE_TRACES,
  STORE_WINDOWS,
  WINDOWS_OVER,
} from './campaign-send-states.sql.js';
import { moveDueTimes, recipientWindows } from './due-times.js';
import { dropOverdue } from './overdue-sends.js';

interface WindowRow extends CampaignWindow {
  readonly campaign_id: string;
  readonly schedule_version: string;
}

/** The limits and windows of campaigns, and the used part of them. */
@Injectable()
export class CampaignSendStates {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Stores campaigns that are newer than the stored ones, drops sends that were long overdue at a resume, and cancels the
   * scheduled sends of an archived campaign. A resume drops also where a later change was stored before it. Sends that
   * wait for windows of contacts move into the new windows.
   */
  async store(campaigns: readonly VersionedCampaign[], now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const before = await recipientWindows(
        tx,
        campaigns.map(({ campaign }) => uuidOf(campaign.id)),
      );
      const rows = await tx.query<{ campaign_id: string }>(STORE_CAMPAIGNS, [
        now,
        JSON.stringify(campaigns.map((each) => campaignRow(each, now))),
      ]);
      const stored = new Set(rows.map((row) => row.campaign_id));
      const fresh = campaigns.filter(({ campaign }) => stored.has(uuidOf(campaign.id)));

      await storeTraces(tx, campaigns);
      await storeCampaignAccounts(tx, fresh, now);
      await tx.query(UNASSIGN_FIRST_MESSAGES, [accountsOf(fresh), now]); // they may not be healthy enough any more
      await this.dropOverdue(tx, campaigns, now);
      await moveDueTimes(tx, waitingForContacts(fresh, before), now);
      await tx.query(CANCEL_ARCHIVED, [now, [...stored]]);
    });
  }

  /** No send of the campaign starts once this has resolved with the number of sends in flight. */
  async hold(campaign: RequestOf<typeof HoldCampaign>, now: Date): Promise<number> {
    const [id, workspace] = [uuidOf(campaign.campaign_id), uuidOf(campaign.workspace_id)];
    return this.database.transaction(async (tx) => {
      await tx.query(HOLD, [id, workspace, campaign.version, now]);
      const [row] = await tx.query<{ in_flight: number }>(IN_FLIGHT, [id, workspace]);

      return row?.in_flight ?? 0;
    });
  }

  /** Computes the next interval of campaigns whose last one has passed. */
  async openNextWindows(now: Date): Promise<void> {
    const rows = await this.database.query<WindowRow>(WINDOWS_OVER, [now]);
    if (rows.length === 0) return;
    const intervals = rows.map((row) => claimInterval(row, now));

    await this.database.query(STORE_WINDOWS, [
      rows.map((row) => row.campaign_id),
      intervals.map(({ from }) => from),
      intervals.map(({ until }) => until),
      rows.map((row) => row.schedule_version),
    ]);
  }

  private async dropOverdue(
    tx: Transaction,
    campaigns: readonly VersionedCampaign[],
    now: Date,
  ): Promise<void> {
    for (const { campaign, pausedAt, resumedAt } of campaigns) {
      if (resumedAt === null) continue;
      const at = new Date(Math.min(resumedAt.getTime(), now.getTime())); // another machine's clock may be ahead
      const ref = { campaignId: campaign.id, workspaceId: campaign.workspace_id };
      const resume = { ...ref, pausedAt, resumedAt: at };
      for await (const dropped of dropOverdue(tx, resume, now)) {
        await this.outbox.add(tx, droppedEvents(dropped, now));
      }
    }
  }
}

/**
 * Campaigns with sends to move: active ones whose windows count in the zones of their contacts, and ones whose windows
 * did so until now. The sends of a paused campaign keep their times, so that a resume knows the overdue ones.
 */
const waitingForContacts = (
  fresh: readonly VersionedCampaign[],
  before: ReadonlyMap<string, unknown>,
): string[] =>
  fresh
    .filter(({ campaign }) =>
      campaign.recipient_time_zone ? campaign.status === 'active' : before.has(uuidOf(campaign.id)),
    )
    .map(({ campaign }) => uuidOf(campaign.id));

/** Also of a launch that a newer change has overtaken. */
async function storeTraces(tx: Transaction, campaigns: readonly VersionedCampaign[]): Promise<void> {
  const traced = campaigns.filter(({ traceparent }) => traceparent !== undefined);
  if (traced.length === 0) return;
  await tx.query(STORE_TRACES, [
    traced.map(({ campaign }) => uuidOf(campaign.id)),
    traced.map(({ campaign }) => uuidOf(campaign.workspace_id)),
    traced.map(({ traceparent }) => traceparent),
  ]);
}

const accountsOf = (campaigns: readonly VersionedCampaign[]): string[] =>
  campaigns.flatMap(({ campaign }) => campaign.sending_account_ids.map(uuidOf));

async function storeCampaignAccounts(
  tx: Transaction,
  campaigns: readonly VersionedCampaign[],
  now: Date,
): Promise<void> {
  // A change of an account wakes the campaigns that claim sends from it: neither a warmup nor a delegated campaign claims any.
  const members = campaigns
    .filter(({ campaign }) => campaign.campaign_type !== 'warmup' && campaign.platform === 'native')
    .flatMap(({ campaign }) =>
      campaign.sending_account_ids.map((account) => [uuidOf(campaign.id), uuidOf(account)] as const),
    );
  await tx.query(STORE_CAMPAIGN_ACCOUNTS, [
    members.map(([campaign]) => campaign),
    members.map(([, account]) => account),
    now,
  ]);
}
