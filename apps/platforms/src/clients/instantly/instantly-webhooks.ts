import { z } from 'zod';
import { HOOK_SECRET_HEADER } from '#contracts';
import type { PlatformCall } from '../platform-client.js';
import { allPages, ask, PAGE } from './instantly-api.js';

const Webhook = z.object({
  id: z.string(),
  target_hook_url: z.string().nullish(),
  campaign: z.string().nullish(),
  event_type: z.string().nullish(),
  status: z.number().nullish(),
});
const Webhooks = z.object({ items: z.array(Webhook), next_starting_after: z.string().nullish() });

/** Subscribes our URL to all events, once. One that they switched off after failures is switched on again. */
export async function registerAtInstantly(
  call: PlatformCall,
  url: string,
  campaign: string | null,
  secret?: string,
): Promise<string> {
  for await (const hook of webhooksOf(call)) {
    if (hook.target_hook_url !== url || (hook.campaign ?? null) !== campaign) continue;
    if (hook.status === -1) {
      const path = `/webhooks/${encodeURIComponent(hook.id)}/resume`;
      await ask(call, { method: 'POST', path, body: {}, idempotent: true }, z.unknown());
    }
    return hook.id;
  }
  const body = {
    name: 'Nimbus',
    target_hook_url: url,
    event_type: 'all_events',
    campaign,
    ...headersWith(secret),
  };
  // One whose answer is lost is found by the next registration. A second one would send doubles, which their keys sort out.
  const { id } = await ask(call, { method: 'POST', path: '/webhooks', body, idempotent: false }, Webhook);
  return id;
}

/** They send these headers along with each hook. */
const headersWith = (secret: string | undefined) =>
  secret === undefined ? {} : { headers: { [HOOK_SECRET_HEADER]: secret } };

function webhooksOf(call: PlatformCall) {
  return allPages((cursor) => {
    const query = { limit: PAGE, ...(cursor !== undefined && { starting_after: cursor }) };
    return ask(call, { method: 'GET', path: '/webhooks', query, idempotent: true }, Webhooks);
  });
}
