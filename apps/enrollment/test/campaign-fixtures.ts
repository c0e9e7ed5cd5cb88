import type { CampaignEventData, CampaignView } from '#contracts';
import { newId, type Id } from '#kernel';
import { campaignView } from '#testing';

const AT = '2026-01-05T08:00:00.000Z';

interface CampaignChanges extends Partial<Omit<CampaignView, 'id'>> {
  readonly version?: number;
  /** The delay of each step, in milliseconds. */
  readonly delays?: readonly number[];
}

/** An active campaign for everybody in Germany, with one step that is due at once. */
export function aCampaign({
  version = 2,
  delays = [0],
  ...changes
}: CampaignChanges = {}): CampaignEventData {
  return {
    version,
    campaign: { ...aCampaignView(), ...changes },
    steps: delays.map((delay_ms, index) => ({ step_id: newId('step'), step_number: index + 1, delay_ms })),
  };
}

/** The same campaign, later. */
export const changed = (
  published: CampaignEventData,
  changes: Partial<CampaignView>,
  version = published.version + 1,
): CampaignEventData => ({ ...published, version, campaign: { ...published.campaign, ...changes } });

export const aWorkspace = (): Id<'ws'> => newId('ws');

const aCampaignView = (): CampaignView =>
  campaignView({
    daily_send_limit: 500,
    smart_time_gaps: true,
    send_window_start: 9,
    send_window_end: 17,
    started_at: AT,
  });
