import type { DeliverabilityAlert, EventOf, PublicEvent } from '#contracts';
import { campaignNameOf, type Known } from './known.js';
import { publicEventView } from './public-event.view.js';

export function alertEventView(event: EventOf<typeof DeliverabilityAlert>, known: Known): PublicEvent {
  const { workspaceid } = event;
  const { at, campaign_id, ...alert } = event.data;
  const campaign =
    campaign_id === null
      ? { campaign_id, campaign_name: null }
      : campaignNameOf({ workspaceid, data: { campaign_id } }, known);
  return publicEventView('deliverability.alert', event, { at, data: { ...alert, ...campaign } });
}
