import { Injectable } from '@nestjs/common';
import { Database, deleteOlder, Outbox, type Transaction } from '#database';
import { Clock, idOf } from '#kernel';
import { FactSubscriber, type FactChange } from '../../health/index.js';
import { judgementOf, windowStart, type WatchedCampaign } from '../domain/auto-pause.js';
import { campaignHours, unknownCampaigns, type Watch } from '../domain/campaign-hours.js';
import { campaignUnhealthyEvents } from '../events/campaign-unhealthy-events.js';
import {
  ADD_TO_HOURS,
  ADD_UNKNOWN,
  FIGURES,
  FOLLOW,
  FORGET_HOURS,
  LOCK,
  RECOUNT,
} from './campaign-watches.sql.js';
import { DeliverabilityEvents } from './deliverability-events.js';

/** A campaign (uuid) as an event shows it: since when it sends. */
export interface FollowedCampaign extends Watch {
  readonly campaign_id: string;
  readonly version: number;
}

type WatchRow = Watch & { readonly campaign_id: string };
type FiguresRow = Omit<WatchedCampaign, 'id' | 'workspace_id'> & {
  readonly campaign_id: string;
  readonly workspace_id: string;
};

const HOURS = { table: 'campaign_hour', key: ['campaign_id', 'hour'], age: 'hour' };
const DAY_MS = 86_400_000;

/**
 * Counts the messages of active campaigns by the hour, and judges them in the transaction that counts: the row of the
 * campaign is locked meanwhile, so that of two replicas the second one sees all that the first one counted.
 */
@Injectable()
export class CampaignWatches extends FactSubscriber {
  constructor(
    private readonly database: Database,
    private readonly events: DeliverabilityEvents,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  async apply(tx: Transaction, changes: readonly FactChange[]): Promise<void> {
    const hours = campaignHours(changes, await this.watches(tx, changes));
    if (hours.length === 0) return;
    await tx.query(ADD_TO_HOURS, [JSON.stringify(hours)]);
    await this.judge(tx, [...new Set(hours.map(({ campaign_id }) => campaign_id))]);
  }

  /** The newest state of each campaign. One that was launched or resumed is counted anew, from then on. */
  async follow(campaigns: readonly FollowedCampaign[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const before = await lock(
        tx,
        campaigns.map(({ campaign_id }) => campaign_id),
      );
      const followed = await tx.query<WatchRow>(FOLLOW, [JSON.stringify(campaigns)]);
      const turned = followed
        .filter(({ campaign_id, since }) => before.get(campaign_id)?.since?.getTime() !== since?.getTime())
        .map(({ campaign_id }) => campaign_id);
      if (turned.length === 0) return;
      await tx.query(FORGET_HOURS, [turned]);
      await tx.query(RECOUNT, [turned, windowStart(this.clock.now())]);
      await this.judge(tx, turned);
    });
  }

  /** Hours that no window has any more. */
  deleteExpired(now: Date): Promise<'more' | 'done'> {
    return deleteOlder(this.database, HOURS, new Date(now.getTime() - 2 * DAY_MS));
  }

  /** Locks the campaigns of the facts. A campaign that no event told of is watched from its first message on. */
  private async watches(tx: Transaction, changes: readonly FactChange[]): Promise<Map<string, Watch>> {
    const ids = [...new Set(changes.flatMap(({ after }) => after.campaign_id ?? []))];
    if (ids.length === 0) return new Map();
    const known = await lock(tx, ids);
    const unknown = unknownCampaigns(changes, known);
    if (unknown.length === 0) return known;
    await tx.query(ADD_UNKNOWN, [JSON.stringify(unknown)]);
    return lock(tx, ids);
  }

  private async judge(tx: Transaction, campaignIds: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const rows = await tx.query<FiguresRow>(FIGURES, [campaignIds, windowStart(now)]);
    const campaigns = rows.map(watchedOf);
    const added = await this.events.add(
      tx,
      campaigns.flatMap((campaign) => judgementOf(campaign, now)),
    );
    const pauses = added.filter(({ type }) => type === 'campaign_auto_paused');
    const paused = campaigns.filter(({ id }) => pauses.some(({ campaign_id }) => campaign_id === id));
    await this.outbox.add(tx, campaignUnhealthyEvents(paused, now));
  }
}

async function lock(tx: Transaction, campaignIds: readonly string[]): Promise<Map<string, Watch>> {
  const rows = await tx.query<WatchRow>(LOCK, [campaignIds]);
  return new Map(rows.map((row) => [row.campaign_id, row]));
}

const watchedOf = ({ campaign_id, workspace_id, ...row }: FiguresRow): WatchedCampaign => ({
  ...row,
  id: idOf('camp', campaign_id),
  workspace_id: idOf('ws', workspace_id),
});
