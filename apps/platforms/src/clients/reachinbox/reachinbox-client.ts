import { z } from 'zod';
import { nameThere } from '../campaign-name.js';
import { HookId } from '../hook-fields.js';
import type { PlatformCall, PlatformClient, PlatformRequest } from '../platform-client.js';
import { PlatformError } from '../platform-error.js';
import { reachinboxAccounts } from './reachinbox-accounts.js';
import { ask, rowsIn } from './reachinbox-api.js';
import {
  detailsBody,
  observedAtReachinbox,
  ReachinboxCampaign,
  scheduleBody,
  sequenceRequest,
  type CampaignThere,
} from './reachinbox-campaign.js';
import { parseReachinboxHook } from './reachinbox-hook.js';
import { findAtReachinbox, pushToReachinbox, removeFromReachinbox } from './reachinbox-leads.js';
import { reachinboxUnsubscribes } from './reachinbox-polling.js';

const PAGE = 50;

const Campaigns = z.object({
  data: z.preprocess((data) => rowsIn(data, 'rows', 'campaigns'), z.array(ReachinboxCampaign)),
});
const Created = z.object({ data: z.object({ id: HookId.pipe(z.string()) }) });

/**
 * ReachInbox (https://docs.reachinbox.ai).
 * doubtful: no limit of requests is documented; this one is that of its neighbours. No largest push is either: clients send
 * 100 leads at once.
 */
export const reachinbox: PlatformClient = {
  platform: 'reachinbox',
  documentedUrl: 'https://api.reachinbox.ai/api/v1',
  rate: { requests: 10, perMs: 2_000 },
  leadsPerPush: 100,
  delayUnit: 'day',
  hookEvents: [
    'EMAIL_SENT',
    'EMAIL_OPENED',
    'EMAIL_CLICKED',
    'REPLY_RECEIVED',
    'EMAIL_BOUNCED',
    'CAMPAIGN_COMPLETED',
  ],
  credentials: z.strictObject({ api_key: z.string().trim().min(1).max(500) }),

  async check(call) {
    const query = { status: 'all', limit: 1, offset: 0 };
    await ask(call, { method: 'GET', path: '/account/all', query, idempotent: true }, z.unknown());
  },

  async findCampaign(call, marker) {
    return (await firstCampaign(call, ({ name }) => name.includes(marker)))?.id ?? null;
  },

  async createCampaign(call, plan) {
    const body = { name: nameThere(plan) };
    const request = { method: 'POST', path: '/campaigns/create', body, idempotent: false } as const;
    return (await ask(call, request, Created)).data.id;
  },

  /** The name stays as it was when the campaign was created: nothing is documented that changes it. */
  async applyPlan(call, id, plan) {
    const campaignId = Number(id);
    await set(call, { method: 'POST', ...sequenceRequest(campaignId, plan.steps) });
    await set(call, { method: 'PUT', path: '/campaigns/set-schedule', body: scheduleBody(campaignId, plan) });
    await set(call, {
      method: 'POST',
      path: '/campaigns/update-details',
      body: detailsBody(campaignId, plan),
    });
    const accountsToUse = plan.accounts.map(({ email }) => email);
    await set(call, { method: 'PUT', path: '/campaigns/set-accounts', body: { campaignId, accountsToUse } });
  },

  async activate(call, id) {
    if ((await stateOf(call, id)) !== 'active') await command(call, id, 'start');
  },

  async pause(call, id) {
    if ((await stateOf(call, id)) === 'active') await command(call, id, 'pause');
  },

  /** It has no end but completion, and a pause holds until somebody ends it. */
  async stop(call, id) {
    await reachinbox.pause(call, id);
  },

  async observe(call, id) {
    const campaign = await campaignOf(call, id);
    return campaign === undefined ? null : observedAtReachinbox(campaign);
  },

  pushLeads: pushToReachinbox,
  findLeads: findAtReachinbox,
  removeLead: removeFromReachinbox,
  listAccounts: reachinboxAccounts,
  parseHook: parseReachinboxHook,
  pollSignals: reachinboxUnsubscribes,
};

/** There is no request for one campaign, so it is looked for in the list, the newest first. */
async function firstCampaign(
  call: PlatformCall,
  isIt: (campaign: CampaignThere) => boolean,
): Promise<CampaignThere | undefined> {
  for (let offset = 0; ; offset += PAGE) {
    const query = { sort: 'newest', offset, limit: PAGE };
    const request = { method: 'GET', path: '/campaigns/all', query, idempotent: true } as const;
    const { data } = await ask(call, request, Campaigns);
    const found = data.find((campaign) => campaign.deletedAt === null && isIt(campaign));
    if (found !== undefined || data.length < PAGE) return found;
  }
}

const campaignOf = (call: PlatformCall, id: string) => firstCampaign(call, (campaign) => campaign.id === id);

async function stateOf(call: PlatformCall, id: string) {
  const campaign = await campaignOf(call, id);
  if (campaign === undefined) throw new PlatformError('not_found', 'ReachInbox has no such campaign');
  return observedAtReachinbox(campaign).state;
}

async function set(call: PlatformCall, request: Omit<PlatformRequest, 'idempotent'>): Promise<void> {
  await ask(call, { ...request, idempotent: true }, z.unknown());
}

async function command(call: PlatformCall, id: string, verb: 'start' | 'pause'): Promise<void> {
  await set(call, { method: 'POST', path: `/campaigns/${verb}`, body: { campaignId: Number(id) } });
}
