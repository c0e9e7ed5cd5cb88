import { z } from 'zod';
import { nameThere } from '../campaign-name.js';
import type { CampaignPlan, ObservedState } from '../domain/campaign-plan.js';
import { HookAddress, HookId } from '../hook-fields.js';
import type { PlatformCall, PlatformClient } from '../platform-client.js';
import { PlatformError } from '../platform-error.js';
import { smartleadAccounts } from './smartlead-accounts.js';
import { ask, campaignPath } from './smartlead-api.js';
import {
  isSameSequence,
  observedAtSmartlead,
  olderScheduleBody,
  scheduleBody,
  sequenceBody,
  settingsBody,
  SmartleadCampaign,
  smartleadState,
  SmartleadStep,
} from './smartlead-campaign.js';
import { parseSmartleadHook } from './smartlead-hook.js';
import { findAtSmartlead, pushToSmartlead, removeFromSmartlead } from './smartlead-leads.js';
import { smartleadStatistics } from './smartlead-polling.js';
import { registerAtSmartlead } from './smartlead-webhooks.js';

const Named = z.object({ id: HookId.pipe(z.string()), name: z.string().catch('') });
const Created = z.object({ id: HookId.pipe(z.string()) });
const CampaignAccounts = z.array(z.object({ id: HookId, from_email: HookAddress }));

/** Smartlead (https://api.smartlead.ai). Its limit depends on the plan: 60 requests a minute and key are the smallest. */
export const smartlead: PlatformClient = {
  platform: 'smartlead',
  documentedUrl: 'https://server.smartlead.ai/api/v1',
  rate: { requests: 60, perMs: 60_000 },
  leadsPerPush: 400,
  delayUnit: 'day',
  hookEvents: [
    'EMAIL_SENT',
    'EMAIL_OPEN',
    'EMAIL_LINK_CLICK',
    'EMAIL_REPLY',
    'EMAIL_BOUNCE',
    'LEAD_UNSUBSCRIBED',
  ],
  credentials: z.strictObject({ api_key: z.string().trim().min(1).max(500) }),

  async check(call) {
    const query = { offset: 0, limit: 1 };
    await ask(call, { method: 'GET', path: '/email-accounts/', query, idempotent: true }, z.unknown());
  },

  async findCampaign(call, marker) {
    const request = { method: 'GET', path: '/campaigns', idempotent: true } as const;
    const campaigns = await ask(call, request, z.array(Named));
    return campaigns.find(({ name }) => name.includes(marker))?.id ?? null;
  },

  async createCampaign(call, plan) {
    const body = { name: nameThere(plan) };
    const request = { method: 'POST', path: '/campaigns/create', body, idempotent: false } as const;
    return (await ask(call, request, Created)).id;
  },

  async applyPlan(call, id, plan) {
    await set(call, id, '/settings', settingsBody(plan));
    await setSchedule(call, id, plan);
    await setAccounts(call, id, plan);
    await setSequence(call, id, plan);
  },

  async activate(call, id) {
    if ((await stateOf(call, id)) !== 'active') await set(call, id, '/status', { status: 'START' });
  },

  async pause(call, id) {
    if ((await stateOf(call, id)) === 'active') await set(call, id, '/status', { status: 'PAUSED' });
  },

  async stop(call, id) {
    const state = await stateOf(call, id);
    if (state !== 'stopped' && state !== 'completed') await set(call, id, '/status', { status: 'STOPPED' });
  },

  async observe(call, id) {
    const campaign = await campaignOf(call, id);
    if (campaign === null) return null;
    const accounts = await accountsOf(call, id);
    const addresses = accounts.flatMap(({ from_email: email }) => (email === null ? [] : [email]));
    return observedAtSmartlead(campaign, knownState(campaign.status), addresses);
  },

  pushLeads: pushToSmartlead,
  findLeads: findAtSmartlead,
  removeLead: removeFromSmartlead,
  listAccounts: smartleadAccounts,
  registerHook: registerAtSmartlead,
  secretHookFields: ['secret_key'],
  parseHook: parseSmartleadHook,
  pollSignals: smartleadStatistics,
};

async function set(call: PlatformCall, id: string, below: string, body: unknown): Promise<void> {
  await ask(call, { method: 'POST', path: campaignPath(id, below), body, idempotent: true }, z.unknown());
}

/** Null where it does not exist. */
async function campaignOf(call: PlatformCall, id: string) {
  try {
    const path = campaignPath(id);
    const campaign = await ask(call, { method: 'GET', path, idempotent: true }, SmartleadCampaign);
    return campaign?.id === undefined || campaign.id === null ? null : campaign;
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'not_found') return null;
    throw error;
  }
}

async function stateOf(call: PlatformCall, id: string): Promise<ObservedState> {
  const campaign = await campaignOf(call, id);
  if (campaign === null) throw new PlatformError('not_found', 'Smartlead has no such campaign');
  return knownState(campaign.status);
}

function knownState(status: string): ObservedState {
  const state = smartleadState(status);
  if (state !== undefined) return state;
  throw new PlatformError('unavailable', 'Smartlead tells a state that it does not document');
}

/** The form of their reference, and the older one where they refuse it. */
async function setSchedule(call: PlatformCall, id: string, plan: CampaignPlan): Promise<void> {
  try {
    await set(call, id, '/schedule', scheduleBody(plan));
  } catch (error) {
    if (!(error instanceof PlatformError) || error.kind !== 'rejected') throw error;
    await set(call, id, '/schedule', olderScheduleBody(plan));
  }
}

function accountsOf(call: PlatformCall, id: string) {
  const path = campaignPath(id, '/email-accounts');
  return ask(call, { method: 'GET', path, idempotent: true }, CampaignAccounts);
}

/** Adds first: a campaign is never without an account. */
async function setAccounts(call: PlatformCall, id: string, plan: CampaignPlan): Promise<void> {
  const there = (await accountsOf(call, id)).map((account) => account.id);
  const wanted = plan.accounts.map(({ externalId }) => externalId);
  const missing = wanted.filter((account) => !there.includes(account));
  const surplus = there.filter((account) => account !== null && !wanted.includes(account));
  if (missing.length > 0) {
    await set(call, id, '/email-accounts', { email_account_ids: missing.map(Number) });
  }
  if (surplus.length > 0) {
    const body = { email_account_ids: surplus.map(Number) };
    const path = campaignPath(id, '/email-accounts');
    await ask(call, { method: 'DELETE', path, body, idempotent: true }, z.unknown());
  }
}

/**
 * They refuse steps while the campaign runs: it is paused for a change, and only for one. It is not started again here: a
 * person may have paused it meanwhile, and the caller knows the wanted state.
 */
async function setSequence(call: PlatformCall, id: string, plan: CampaignPlan): Promise<void> {
  const path = campaignPath(id, '/sequences');
  const there = await ask(call, { method: 'GET', path, idempotent: true }, z.array(SmartleadStep).nullish());
  const sequences = sequenceBody(plan.steps, there ?? []);
  if (isSameSequence(sequences, there ?? [])) return;
  if ((await stateOf(call, id)) === 'active') await set(call, id, '/status', { status: 'PAUSED' });
  await set(call, id, '/sequences', { sequences });
}
