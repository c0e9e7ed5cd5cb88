import { Injectable } from '@nestjs/common';
import type { CampaignId } from '#contracts';
import { Database } from '#database';
import { Clock, idOf, uuidOf, type Id, type OutsidePlatform } from '#kernel';
import type { SignalResult } from '../domain/hook-fate.js';
import type { ToldSignal } from '../domain/told-signal.js';
import { ApplyToldSignals } from './apply-told-signals.js';
import { BEGIN, CLAIM, POSTPONE, RECORD } from './signal-polls.sql.js';

/** A campaign whose platform is to be asked what happened. */
export interface SignalPoll {
  readonly campaignId: CampaignId;
  readonly connectionId: Id<'pcon'>;
  readonly platformCampaignId: string;
  /** All before it was asked for. */
  readonly polledUntil: Date;
}

interface Row {
  readonly campaign_id: string;
  readonly connection_id: string;
  readonly platform_campaign_id: string;
  readonly polled_until: Date;
}

const BATCH = 4;
const EVERY_MS = 15 * 60_000;
/** Campaigns that began together do not stay together. */
const JITTER_MS = 3 * 60_000;
/** A poll whose process died is repeated then; its facts are told once all the same. */
const LEASE_MS = 10 * 60_000;

/** The campaigns that are polled. Replicas share them. */
@Injectable()
export class SignalPolls {
  constructor(
    private readonly database: Database,
    private readonly signals: ApplyToldSignals,
    private readonly clock: Clock,
  ) {}

  /** Takes up campaigns of these platforms that are due; campaigns that have begun there since are due later. */
  async claim(platforms: readonly OutsidePlatform[]): Promise<SignalPoll[]> {
    const now = this.clock.now();
    await this.database.query(BEGIN, [now, this.next(now), platforms]);
    const rows = await this.database.query<Row>(CLAIM, [now, new Date(now.getTime() + LEASE_MS), BATCH]);
    return rows.map((row) => ({
      campaignId: idOf('camp', row.campaign_id),
      connectionId: idOf('pcon', row.connection_id),
      platformCampaignId: row.platform_campaign_id,
      polledUntil: row.polled_until,
    }));
  }

  /** Applies signals as those of hooks are applied. */
  apply(told: readonly ToldSignal[]): Promise<SignalResult[]> {
    return this.database.transaction((tx) => this.signals.apply(tx, told, this.clock.now()));
  }

  /** All before `until` is known. */
  async record({ campaignId }: SignalPoll, until: Date): Promise<void> {
    await this.database.query(RECORD, [uuidOf(campaignId), until, this.next(this.clock.now())]);
  }

  async postpone({ campaignId }: SignalPoll, next: Date): Promise<void> {
    await this.database.query(POSTPONE, [uuidOf(campaignId), next]);
  }

  private next(now: Date): Date {
    return new Date(now.getTime() + EVERY_MS + (Math.random() - 0.5) * JITTER_MS);
  }
}
