import { z } from 'zod';
import { nameThere } from '../campaign-name.js';
import type { MessageSignal } from '../domain/signal.js';
import type { PlatformCall, PlatformClient } from '../platform-client.js';
import { afterEffect, PlatformError } from '../platform-error.js';
import { lemlistAccounts } from './lemlist-accounts.js';
import { ask, campaignPath, PAGE, unlessRefused } from './lemlist-api.js';
import { LemlistCampaign, lemlistSettings, observedAtLemlist } from './lemlist-campaign.js';
import { LEMLIST_EVENTS, parseLemlistHook } from './lemlist-hook.js';
import { findAtLemlist, pushToLemlist, removeFromLemlist } from './lemlist-leads.js';
import { applySchedule, applySteps } from './lemlist-sequence.js';

const Campaign = z.object({ _id: z.string(), name: z.string().nullish() });
/** A list in version 1, an object with pages in version 2. */
const Campaigns = z.union([
  z.array(Campaign),
  z.object({ campaigns: z.array(Campaign) }).transform(({ campaigns }) => campaigns),
]);
const Reports = z.array(
  z.object({ _id: z.string().nullish(), campaignId: z.string().nullish(), state: z.string().nullish() }),
);
const Created = z.object({ _id: z.string().min(1) });
const Hooks = z.array(
  z.object({
    _id: z.string(),
    targetUrl: z.string().nullish(),
    type: z.string().nullish(),
    campaignId: z.string().nullish(),
  }),
);

/** lemlist (https://developer.lemlist.com). */
export const lemlist: PlatformClient = {
  platform: 'lemlist',
  documentedUrl: 'https://api.lemlist.com/api',
  rate: { requests: 20, perMs: 2_000 },
  leadsPerPush: 10,
  delayUnit: 'day',
  hookEvents: LEMLIST_EVENTS,
  credentials: z.strictObject({ api_key: z.string().trim().min(1).max(500) }),

  async check(call) {
    await ask(call, { method: 'GET', path: '/team', idempotent: true }, z.unknown());
  },

  async findCampaign(call, marker) {
    for (let offset = 0; ; offset += PAGE) {
      const query = { version: 'v2', limit: PAGE, offset, sortBy: 'createdAt', sortOrder: 'desc' };
      const page = await ask(call, { method: 'GET', path: '/campaigns', query, idempotent: true }, Campaigns);
      const found = page.find(({ name }) => name?.includes(marker) === true);
      if (found !== undefined) return found._id;
      if (page.length < PAGE) return null;
    }
  },

  /** A new campaign runs at once, so it is paused before anybody is in it. */
  async createCampaign(call, plan) {
    const body = { name: nameThere(plan), timezone: plan.timeZone, autoReview: true };
    const { _id } = await ask(call, { method: 'POST', path: '/campaigns', body, idempotent: false }, Created);
    await afterEffect(lemlist.pause(call, _id)); // a second campaign must not be created
    return _id;
  },

  /** Their daily limits are those of mailboxes, so the limits of the campaign hold by our pace of new leads. */
  async applyPlan(call, id, plan) {
    const body = lemlistSettings(plan);
    await ask(call, { method: 'PATCH', path: campaignPath(id), body, idempotent: true }, z.unknown());
    await applySchedule(call, id, plan);
    await applySteps(call, id, plan);
  },

  /** Their reference says that a second start does nothing; clients were told 400. */
  async activate(call, id) {
    await unlessRefused(command(call, id, 'start'), /already running/i);
  },

  async pause(call, id) {
    await unlessRefused(command(call, id, 'pause'), /not running|already paused/i);
  },

  /** An end by their API is not documented, and a pause holds until somebody ends it. */
  async stop(call, id) {
    await lemlist.pause(call, id);
  },

  async observe(call, id) {
    try {
      const request = { method: 'GET', path: campaignPath(id), idempotent: true } as const;
      const campaign = await ask(call, request, LemlistCampaign);
      return observedAtLemlist(campaign, campaign.state ?? (await stateOf(call, id)));
    } catch (error) {
      if (error instanceof PlatformError && error.kind === 'not_found') return null;
      throw error;
    }
  },

  pushLeads: pushToLemlist,
  findLeads: findAtLemlist,
  removeLead: removeFromLemlist,
  listAccounts: lemlistAccounts,

  /** One hook for each event: without an event theirs tells all channels. */
  async registerHook(call, url, campaignId) {
    const hooks = await ask(call, { method: 'GET', path: '/hooks', idempotent: true }, Hooks);
    const ours = hooks.filter((hook) => hook.targetUrl === url && (hook.campaignId ?? null) === campaignId);
    const ids: string[] = [];
    for (const type of LEMLIST_EVENTS) {
      const there = ours.find((hook) => hook.type === type);
      ids.push(there?._id ?? (await addHook(call, url, type, campaignId)));
    }
    return ids.join();
  },

  parseHook: parseLemlistHook,

  async *pollSignals(call, id, since) {
    for (let offset = 0; ; offset += PAGE) {
      const query = { version: 'v2', campaignId: id, minDate: since.toISOString(), limit: PAGE, offset };
      const request = { method: 'GET', path: '/activities', query, idempotent: true } as const;
      const page = await ask(call, request, z.array(z.unknown()));
      yield* page.flatMap(messagesOf);
      if (page.length < PAGE) return;
    }
  },
};

/** The list has other activities too. */
function messagesOf(activity: unknown): readonly MessageSignal[] {
  const parsed = parseLemlistHook(activity);
  if ('unknown' in parsed) return [];
  return parsed.filter((signal) => signal.kind !== 'campaign_state' && signal.kind !== 'account_error');
}

/** Whether a campaign runs: its own page says `draft` until it has leads. */
async function stateOf(call: PlatformCall, id: string): Promise<string | null> {
  const request = {
    method: 'GET',
    path: '/campaigns/reports',
    query: { campaignIds: id },
    idempotent: true,
  } as const;
  const rows = await ask(call, request, Reports);
  const row = rows.find(({ _id, campaignId }) => _id === id || campaignId === id) ?? rows[0];
  return row?.state ?? null;
}

async function command(call: PlatformCall, id: string, verb: 'start' | 'pause'): Promise<void> {
  await ask(call, { method: 'POST', path: `${campaignPath(id)}/${verb}`, idempotent: true }, z.unknown());
}

async function addHook(
  call: PlatformCall,
  url: string,
  type: string,
  campaignId: string | null,
): Promise<string> {
  const query = campaignId === null ? {} : { campaignId };
  const body = { targetUrl: url, type };
  // One whose answer is lost is found by the next registration. A second one would send doubles, which the ids sort out.
  const { _id } = await ask(
    call,
    { method: 'POST', path: '/hooks', query, body, idempotent: false },
    Created,
  );
  return _id;
}
