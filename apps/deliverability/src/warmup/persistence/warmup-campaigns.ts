import { Injectable } from '@nestjs/common';
import { DEFAULT_WARMUP_RAMP, type CampaignView } from '#contracts';
import { Database, Outbox, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import { accountChangedEvents, accountOf, type SendingAccountRow } from '../../accounts/index.js';
import {
  CANCEL_OF_LEFT,
  FORGET_CAMPAIGNS,
  MARK_WARMING,
  STORE_ACCOUNTS,
  STORE_CAMPAIGNS,
} from './warmup-campaigns.sql.js';

export interface VersionedCampaign {
  readonly version: number;
  readonly campaign: CampaignView;
}

/** The copies of warmup campaigns, and the accounts that warm up in them. */
@Injectable()
export class WarmupCampaigns {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Stores campaigns that are newer than the stored ones, and tells which accounts begin or stop to warm up. */
  async store(campaigns: readonly VersionedCampaign[], now: Date): Promise<void> {
    const warmups = campaigns.filter(({ campaign }) => campaign.campaign_type === 'warmup');
    const others = campaigns.filter(({ campaign }) => campaign.campaign_type !== 'warmup');
    await this.database.transaction(async (tx) => {
      const forgotten = await tx.query(FORGET_CAMPAIGNS, [idsOf(others)]);
      const rows = await tx.query<{ campaign_id: string }>(STORE_CAMPAIGNS, [
        JSON.stringify(warmups.map(rowOf)),
        now,
      ]);
      const stored = new Set(rows.map(({ campaign_id }) => campaign_id));
      if (stored.size + forgotten.length === 0) return;

      await storeAccounts(
        tx,
        warmups.filter(({ campaign }) => stored.has(uuidOf(campaign.id))),
      );
      await this.markWarming(tx, campaigns, now);
    });
  }

  private async markWarming(
    tx: Transaction,
    campaigns: readonly VersionedCampaign[],
    now: Date,
  ): Promise<void> {
    const workspaces = campaigns.map(({ campaign }) => uuidOf(campaign.workspace_id));
    const changed = await tx.query<SendingAccountRow>(MARK_WARMING, [[...new Set(workspaces)], now]);
    await this.outbox.add(tx, accountChangedEvents(changed.map(accountOf)));
  }
}

async function storeAccounts(tx: Transaction, campaigns: readonly VersionedCampaign[]): Promise<void> {
  const pairs = campaigns.flatMap(({ campaign }) =>
    campaign.sending_account_ids.map((account) => [uuidOf(campaign.id), uuidOf(account)] as const),
  );
  const ids = idsOf(campaigns);
  await tx.query(STORE_ACCOUNTS, [
    ids,
    pairs.map(([campaign]) => campaign),
    pairs.map(([, account]) => account),
  ]);
  await tx.query(CANCEL_OF_LEFT, [ids]);
}

const idsOf = (campaigns: readonly VersionedCampaign[]): string[] =>
  campaigns.map(({ campaign }) => uuidOf(campaign.id));

function rowOf({ version, campaign }: VersionedCampaign) {
  const { start, step, ceiling } = campaign.warmup ?? DEFAULT_WARMUP_RAMP;
  return {
    campaign_id: uuidOf(campaign.id),
    workspace_id: uuidOf(campaign.workspace_id),
    version,
    active: campaign.status === 'active' && campaign.platform === 'native',
    ramp_start: start,
    ramp_step: step,
    ramp_ceiling: ceiling,
    start_hour: campaign.send_window_start,
    end_hour: campaign.send_window_end,
    send_days: campaign.send_days,
    time_zone: campaign.time_zone,
  };
}
