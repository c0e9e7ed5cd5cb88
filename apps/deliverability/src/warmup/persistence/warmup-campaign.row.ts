import { DateTime } from 'luxon';
import { idOf, type Id, type SendWindow } from '#kernel';
import type { Ramp } from '../domain/warmup-plan.js';

/** A stored warmup campaign; its columns are named as the parts of a window. */
export interface WarmupCampaignRow extends SendWindow {
  readonly campaign_id: string;
  readonly workspace_id: string;
  readonly ramp_start: number;
  readonly ramp_step: number;
  readonly ramp_ceiling: number;
}

export interface WarmupCampaign {
  readonly id: Id<'camp'>;
  readonly ramp: Ramp;
  readonly window: SendWindow;
}

export const warmupCampaignOf = (row: WarmupCampaignRow): WarmupCampaign => ({
  id: idOf('camp', row.campaign_id),
  ramp: { start: row.ramp_start, step: row.ramp_step, ceiling: row.ramp_ceiling },
  window: row,
});

/** The local date of the campaign at an instant. */
export const dayOf = ({ window }: Pick<WarmupCampaign, 'window'>, at: Date): string =>
  DateTime.fromJSDate(at, { zone: window.time_zone }).toFormat('yyyy-MM-dd');
