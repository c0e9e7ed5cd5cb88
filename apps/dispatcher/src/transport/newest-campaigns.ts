import { CampaignAutoPaused, CampaignPaused, CampaignResumed, type CAMPAIGN_EVENTS } from '#contracts';
import { isEvent, type AnyEventOf } from '#messaging';
import type { VersionedCampaign } from '../persistence/campaign-send-state.row.js';

export type CampaignEvent = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

const isPause = (event: CampaignEvent): boolean =>
  isEvent(CampaignPaused, event) || isEvent(CampaignAutoPaused, event);

/** One statement cannot write a row twice. */
export function newestCampaigns(events: readonly CampaignEvent[]): VersionedCampaign[] {
  const newest = new Map<string, VersionedCampaign>();
  // An event that names another workspace than its campaign's has no effect.
  for (const event of events.filter(({ workspaceid, data }) => data.campaign.workspace_id === workspaceid)) {
    const { version, campaign } = event.data;
    const known = newest.get(campaign.id);
    const newer = known !== undefined && known.version >= version ? known : { version, campaign };
    // A change right after a resume must not hide it, and a resume not the pause before it.
    const resumedAt = isEvent(CampaignResumed, event) ? new Date(event.time) : (known?.resumedAt ?? null);
    const pausedAt = isPause(event) ? new Date(event.time) : (known?.pausedAt ?? null);
    newest.set(campaign.id, { ...newer, pausedAt, resumedAt });
  }
  return [...newest.values()];
}
