import {
  CampaignAutoPaused,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  type CAMPAIGN_EVENTS,
} from '#contracts';
import { isEvent, type AnyEventOf } from '#messaging';
import type { VersionedCampaign } from '../persistence/campaign-send-state.row.js';

export type CampaignEvent = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

const isPause = (event: CampaignEvent): boolean =>
  isEvent(CampaignPaused, event) || isEvent(CampaignAutoPaused, event);

const isStart = (event: CampaignEvent): boolean =>
  isEvent(CampaignLaunched, event) || isEvent(CampaignResumed, event);

/** One statement cannot write a row twice. */
export function newestCampaigns(events: readonly CampaignEvent[]): VersionedCampaign[] {
  const newest = new Map<string, VersionedCampaign>();
  // An event that names another workspace than its campaign's has no effect.
  for (const event of events.filter(({ workspaceid, data }) => data.campaign.workspace_id === workspaceid)) {
    const { version, campaign } = event.data;
    const known = newest.get(campaign.id);
    const newer = known !== undefined && known.version >= version ? known : { version, campaign };
    newest.set(campaign.id, { ...newer, ...turnsOf(event, known) });
  }
  return [...newest.values()];
}

/** A change right after a resume must not hide it, and a resume not the pause before it. */
function turnsOf(event: CampaignEvent, known: VersionedCampaign | undefined) {
  const at = new Date(event.time);
  return {
    resumedAt: isEvent(CampaignResumed, event) ? at : (known?.resumedAt ?? null),
    pausedAt: isPause(event) ? at : (known?.pausedAt ?? null),
    traceparent: isStart(event) ? event.traceparent : known?.traceparent,
  };
}
