import type { CampaignView } from '#contracts';
import { Database, Outbox, type Transaction } from '#database';
import { idOf, uuidOf } from '#kernel';
import { Injectable } from '@nestjs/common';
import { openInterval, type SendWindow } from '../domain/send-window.js';
import { HOLD, IN_FLIGHT } from './begin.sql.js';
import { droppedMessages } from './outcome-messages.js';
import {
  CANCEL_ARCHIVED,
  DROP_OVERDUE,
  KEEP_MEMBERS,
  KEEP_PACES,
  KEEP_WINDOWS,
  WINDOWS_OVER,
} from './pace.sql.js';

const DROP_BATCH = 5_000;
const OVERDUE_AFTER_MS = 24 * 3_600_000;

export interface VersionedCampaign {
  readonly version: number;
  readonly campaign: CampaignView;
  /** When it was resumed, which drops what was long overdue then; null where it was not. */
  readonly resumedAt: Date | null;
}

interface WindowRow {
  readonly campaign_id: string;
  readonly start_hour: number;
  readonly end_hour: number;
  readonly send_days: readonly number[];
  readonly time_zone: string;
  readonly plan_seq: string;
}

interface DroppedRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly enrollment_id: string;
  readonly contact_id: string;
  readonly step_id: string;
  readonly step_number: number;
}

/** What campaigns are allowed, and when. */
@Injectable()
export class Paces {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Keeps what is newer than what was known, drops what was long overdue at a resume, and cancels what an archived one
   * left. A resume drops also where a later change became known before it.
   */
  async keep(campaigns: readonly VersionedCampaign[], now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ campaign_id: string }>(KEEP_PACES, [
        now,
        JSON.stringify(campaigns.map((each) => paceRow(each, now))),
      ]);
      const kept = new Set(rows.map((row) => row.campaign_id));
      const fresh = campaigns.filter(({ campaign }) => kept.has(uuidOf(campaign.id)));

      await keepMembers(tx, fresh, now);
      await this.dropOverdue(tx, campaigns, now);
      await tx.query(CANCEL_ARCHIVED, [now, [...kept]]);
    });
  }

  /** Nothing of the campaign begins once this has resolved, with how many sends had begun before. */
  async hold(campaign: { uuid: string; workspaceUuid: string; version: number }, now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { uuid, workspaceUuid, version } = campaign;
      await tx.query(HOLD, [uuid, workspaceUuid, version, now]);
      const [row] = await tx.query<{ in_flight: number }>(IN_FLIGHT, [uuid, workspaceUuid]);

      return row?.in_flight ?? 0;
    });
  }

  /** Computes the next interval of campaigns whose last one has passed. */
  async openNextWindows(now: Date): Promise<void> {
    const rows = await this.database.query<WindowRow>(WINDOWS_OVER, [now]);
    if (rows.length === 0) return;
    const intervals = rows.map((row) => openInterval(windowIn(row), now));

    await this.database.query(KEEP_WINDOWS, [
      rows.map((row) => row.campaign_id),
      intervals.map(({ from }) => from),
      intervals.map(({ until }) => until),
      rows.map((row) => row.plan_seq),
    ]);
  }

  private async dropOverdue(
    tx: Transaction,
    campaigns: readonly VersionedCampaign[],
    now: Date,
  ): Promise<void> {
    const resumed = campaigns.flatMap(({ campaign, resumedAt }) => {
      if (resumedAt === null) return [];
      const at = Math.min(resumedAt.getTime(), now.getTime()); // another machine's clock may be ahead of this one's
      return [{ id: uuidOf(campaign.id), overdue: new Date(at - OVERDUE_AFTER_MS) }];
    });
    if (resumed.length === 0) return;
    const pairs = [resumed.map(({ id }) => id), resumed.map(({ overdue }) => overdue)];

    for (;;) {
      const rows = await tx.query<DroppedRow>(DROP_OVERDUE, [now, ...pairs, DROP_BATCH]);
      await this.outbox.add(tx, droppedMessages(rows.map(identityOf), now));
      if (rows.length < DROP_BATCH) return;
    }
  }
}

async function keepMembers(
  tx: Transaction,
  campaigns: readonly VersionedCampaign[],
  now: Date,
): Promise<void> {
  const members = campaigns.flatMap(({ campaign }) =>
    campaign.sending_account_ids.map((account) => [uuidOf(campaign.id), uuidOf(account)] as const),
  );
  await tx.query(KEEP_MEMBERS, [
    members.map(([campaign]) => campaign),
    members.map(([, account]) => account),
    now,
  ]);
}

function paceRow({ version, campaign }: VersionedCampaign, now: Date) {
  const window: SendWindow = {
    startHour: campaign.send_window_start,
    endHour: campaign.send_window_end,
    days: campaign.send_days,
    timeZone: campaign.time_zone,
  };
  const { from, until } = openInterval(window, now);

  return {
    campaign_id: uuidOf(campaign.id),
    workspace_id: uuidOf(campaign.workspace_id),
    version,
    active: campaign.status === 'active' && campaign.platform === 'native',
    archived: campaign.status === 'archived',
    min_health_score: campaign.min_health_score,
    smart_time_gaps: campaign.smart_time_gaps,
    open_tracking: campaign.open_tracking_enabled,
    daily_limit: campaign.daily_send_limit,
    time_zone: campaign.time_zone,
    start_hour: window.startHour,
    end_hour: window.endHour,
    send_days: window.days,
    open_from: from,
    open_until: until,
  };
}

const windowIn = (row: WindowRow): SendWindow => ({
  startHour: row.start_hour,
  endHour: row.end_hour,
  days: row.send_days,
  timeZone: row.time_zone,
});

const identityOf = (row: DroppedRow) => ({
  id: idOf('send', row.id),
  workspaceId: idOf('ws', row.workspace_id),
  campaignId: idOf('camp', row.campaign_id),
  enrollmentId: idOf('enr', row.enrollment_id),
  contactId: idOf('cont', row.contact_id),
  stepId: idOf('step', row.step_id),
  stepNumber: row.step_number,
});
