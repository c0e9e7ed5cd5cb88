import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, uuidOf, type CampaignWindow, type Id, type SendWindow } from '#kernel';
import type { SendIdentity } from '../events/outcome-events.js';
import { CLAIM, NEXT_LOOK, SLEEP } from './claims.sql.js';
import { identityOf, type IdentityColumns } from './send-identity.js';

/** A send that only this process may work on. */
export interface ClaimedSend extends SendIdentity {
  readonly claimId: string;
  readonly claimedAt: Date;
  /** Its account sends one message, and then nothing for a minute at least. */
  readonly smartTimeGaps: boolean;
  readonly email: string;
  readonly accountId: Id<'ea'>;
  readonly attempts: number;
}

/** The result of a look at one campaign. */
export interface Claim {
  readonly campaignId: Id<'camp'>;
  readonly campaignVersion: number;
  /** The trace of its launch, or of its last resume. */
  readonly traceparent: string | null;
  readonly openTracking: boolean;
  readonly linkTracking: boolean;
  /** `sleep` refuses when a plan or a change has raised it since. */
  readonly scheduleVersion: string;
  /** The campaign's interval has passed, and the next one has to be computed. */
  readonly windowOver: boolean;
  readonly smartTimeGaps: boolean;
  /** Dates in messages are written in it, where the contact's own zone does not count. */
  readonly timeZone: string;
  /** The window that counts in the zone of each contact; null where the campaign's zone counts, which the claim checked. */
  readonly recipientWindow: SendWindow | null;
  readonly sends: readonly ClaimedSend[];
}

export interface ClaimRequest {
  readonly instance: string;
  readonly size: number;
  /** Sending accounts that have enough to do in this process. */
  readonly busy: readonly Id<'ea'>[];
  /** Campaigns that get no claim in this process now. */
  readonly except: readonly Id<'camp'>[];
  readonly now: Date;
}

interface CampaignColumns extends CampaignWindow {
  readonly campaign_id: string;
  readonly workspace_id: string;
  readonly version: number;
  readonly traceparent: string | null;
  readonly schedule_version: string;
  readonly open_tracking: boolean;
  readonly link_tracking: boolean;
  readonly window_over: boolean;
  readonly smart_time_gaps: boolean;
}

interface SendColumns extends IdentityColumns {
  readonly email: string;
  readonly account_id: string;
  readonly attempts: number;
}

type ClaimRow = CampaignColumns & (SendColumns | { readonly id: null });

@Injectable()
export class Claims {
  constructor(private readonly database: Database) {}

  /** Claims a batch of the campaign that is due first; null when no campaign is due for a look. */
  async claim({ instance, size, busy, except, now }: ClaimRequest): Promise<Claim | null> {
    const claimId = randomUUID();
    const passedOver = [busy.map(uuidOf), except.map(uuidOf)];
    const rows = await this.database.query<ClaimRow>(CLAIM, [now, instance, claimId, size, ...passedOver]);
    const [campaign] = rows;
    if (campaign === undefined) return null;

    return {
      campaignId: idOf('camp', campaign.campaign_id),
      campaignVersion: campaign.version,
      traceparent: campaign.traceparent,
      openTracking: campaign.open_tracking,
      linkTracking: campaign.link_tracking,
      scheduleVersion: campaign.schedule_version,
      windowOver: campaign.window_over,
      smartTimeGaps: campaign.smart_time_gaps,
      timeZone: campaign.time_zone,
      recipientWindow: campaign.recipient_time_zone ? campaign : null,
      sends: rows.flatMap((row) => (row.id === null ? [] : [claimedSend(row, claimId, now)])),
    };
  }

  /** Puts a campaign to sleep until it can send again, unless its plan has changed since the claim. */
  async sleep(
    { campaignId, scheduleVersion }: Pick<Claim, 'campaignId' | 'scheduleVersion'>,
    now: Date,
  ): Promise<void> {
    await this.database.query(SLEEP, [now, uuidOf(campaignId), scheduleVersion]);
  }

  /** The time at which the first campaign is due for a look, except some; null when there is none. */
  async nextLookAt(except: readonly Id<'camp'>[]): Promise<Date | null> {
    const [row] = await this.database.query<{ wake_at: Date }>(NEXT_LOOK, [except.map(uuidOf)]);
    return row?.wake_at ?? null;
  }
}

const claimedSend = (row: CampaignColumns & SendColumns, claimId: string, claimedAt: Date): ClaimedSend => ({
  ...identityOf(row),
  claimId,
  claimedAt,
  smartTimeGaps: row.smart_time_gaps,
  email: row.email,
  accountId: idOf('ea', row.account_id),
  attempts: row.attempts,
});
