import { z } from 'zod';
import type { PlatformCall, PlatformClient } from '../platform-client.js';
import { PlatformError } from '../platform-error.js';
import { instantlyAccounts } from './instantly-accounts.js';
import { allPages, ask, PAGE } from './instantly-api.js';
import { instantlyBody, InstantlyCampaign, observedAtInstantly } from './instantly-campaign.js';
import { parseInstantlyHook } from './instantly-hook.js';
import { findAtInstantly, pushToInstantly, removeFromInstantly } from './instantly-leads.js';
import { instantlyMails } from './instantly-polling.js';
import { registerAtInstantly } from './instantly-webhooks.js';

const Campaigns = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string().nullish() })),
  next_starting_after: z.string().nullish(),
});
const Created = z.object({ id: z.string().min(1) });

/** Instantly, API v2 (https://developer.instantly.ai). Its limit is 100 requests a second and 6,000 a minute. */
export const instantly: PlatformClient = {
  platform: 'instantly',
  documentedUrl: 'https://api.instantly.ai/api/v2',
  rate: { requests: 100, perMs: 1_000 },
  leadsPerPush: 1_000,
  delayUnit: 'minute',
  hookEvents: ['all_events'],
  credentials: z.strictObject({ api_key: z.string().trim().min(1).max(500) }),

  async check(call) {
    await ask(
      call,
      { method: 'GET', path: '/campaigns', query: { limit: 1 }, idempotent: true },
      z.unknown(),
    );
  },

  async findCampaign(call, marker) {
    for await (const { id, name } of campaignsOf(call)) if (name?.includes(marker) === true) return id;
    return null;
  },

  async createCampaign(call, plan) {
    const body = instantlyBody(plan);
    const created = await ask(call, { method: 'POST', path: '/campaigns', body, idempotent: false }, Created);
    return created.id;
  },

  async applyPlan(call, id, plan) {
    const body = instantlyBody(plan);
    await ask(call, { method: 'PATCH', path: pathOf(id), body, idempotent: true }, z.unknown());
  },

  async activate(call, id) {
    const { status } = await campaignOf(call, id);
    if (status !== 1) await command(call, id, 'activate');
  },

  async pause(call, id) {
    const { status } = await campaignOf(call, id);
    if (status !== 0 && status !== 2 && status !== 3) await command(call, id, 'pause');
  },

  /** It has no end but completion, and a pause holds until somebody ends it. */
  async stop(call, id) {
    await instantly.pause(call, id);
  },

  async observe(call, id) {
    try {
      return observedAtInstantly(await campaignOf(call, id));
    } catch (error) {
      if (error instanceof PlatformError && error.kind === 'not_found') return null;
      throw error;
    }
  },

  pushLeads: pushToInstantly,
  findLeads: findAtInstantly,
  removeLead: removeFromInstantly,
  listAccounts: instantlyAccounts,
  registerHook: registerAtInstantly,
  parseHook: parseInstantlyHook,
  pollSignals: instantlyMails,
};

function campaignsOf(call: PlatformCall) {
  return allPages((cursor) => {
    const query = { limit: PAGE, ...(cursor !== undefined && { starting_after: cursor }) };
    return ask(call, { method: 'GET', path: '/campaigns', query, idempotent: true }, Campaigns);
  });
}

function campaignOf(call: PlatformCall, id: string) {
  return ask(call, { method: 'GET', path: pathOf(id), idempotent: true }, InstantlyCampaign);
}

async function command(call: PlatformCall, id: string, verb: 'activate' | 'pause'): Promise<void> {
  const path = `${pathOf(id)}/${verb}`;
  await ask(call, { method: 'POST', path, body: {}, idempotent: true }, z.unknown()); // an empty body is refused
}

function pathOf(id: string): string {
  return `/campaigns/${encodeURIComponent(id)}`;
}
