import { z } from 'zod';
import { HookId } from '../hook-fields.js';
import type { PlatformCall } from '../platform-client.js';
import { ask } from './smartlead-api.js';

const EVENTS = [
  'EMAIL_SENT',
  'EMAIL_OPEN',
  'EMAIL_LINK_CLICK',
  'EMAIL_REPLY',
  'EMAIL_BOUNCE',
  'LEAD_UNSUBSCRIBED',
  'CAMPAIGN_STATUS_CHANGED',
];

const Created = z.object({ id: HookId.pipe(z.string()) });

/**
 * Registers our URL for all campaigns of the account, or for one. One for all goes before those of single campaigns, so it
 * alone is sure to get the events.
 * doubtful: without `force_create` a second one of the same URL is not made; doubles would be sorted out by their keys.
 */
export async function registerAtSmartlead(
  call: PlatformCall,
  url: string,
  campaignId: string | null,
): Promise<string> {
  const body = {
    name: 'Nimbus',
    webhook_url: url,
    association_type: campaignId === null ? 'user' : 'campaign',
    ...(campaignId !== null && { email_campaign_id: Number(campaignId) }),
    event_type_map: Object.fromEntries(EVENTS.map((event) => [event, true])),
  };
  const { id } = await ask(
    call,
    { method: 'POST', path: '/webhook/create', body, idempotent: true },
    Created,
  );
  return id;
}
