import { z } from 'zod';
import type { LeadToPush, PushResult } from '../domain/campaign-plan.js';
import type { LeadThere, PlatformCall } from '../platform-client.js';
import { PlatformError } from '../platform-error.js';
import { ask, campaignPath } from './lemlist-api.js';

const Created = z.object({ _id: z.string() });
const Lead = z.object({
  _id: z.string(),
  email: z.string().nullish(),
  campaignId: z.string().nullish(),
});
/** doubtful: one lead, or those of all campaigns. */
const Leads = z.union([Lead, z.array(Lead)]).transform((leads) => [leads].flat());

/** Words of a refusal of a lead that the campaign has already. */
const THERE = /already (?:in|exists|added)|exists already/i;
/** Words of a refusal that stays, which they send with 500 too. */
const BANNED = /graveyard|blacklist|unsubscribed/i;

/** Adds leads one by one until a request fails. That lead alone can be in doubt; those after it are not tried. */
export async function pushToLemlist(
  call: PlatformCall,
  id: string,
  leads: readonly LeadToPush[],
): Promise<PushResult[]> {
  const results: PushResult[] = [];
  for (const lead of leads) {
    try {
      results.push(await push(call, id, lead));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      results.push({ kind: error.doubtful ? 'doubtful' : 'not_tried', failure: error });
      break;
    }
  }
  const last = results.at(-1);
  if (last === undefined || !('failure' in last)) return results;
  const { failure } = last;
  return leads.map((_, place) => results[place] ?? { kind: 'not_tried', failure });
}

async function push(call: PlatformCall, id: string, lead: LeadToPush): Promise<PushResult> {
  const body = {
    email: lead.email,
    ...(lead.firstName !== null && { firstName: lead.firstName }),
    ...(lead.lastName !== null && { lastName: lead.lastName }),
    ...(lead.companyName !== null && { companyName: lead.companyName }),
    ...lead.variables, // any other key is a variable of the lead
    nimbus_reference: lead.reference,
  };
  const path = `${campaignPath(id)}/leads/`;
  try {
    const { _id } = await ask(call, { method: 'POST', path, body, idempotent: false }, Created);
    return { kind: 'pushed', leadId: _id };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): PushResult {
  if (!(error instanceof PlatformError)) throw error;
  const { kind, message } = error;
  if (kind === 'rejected' && THERE.test(message)) return { kind: 'pushed', leadId: null };
  if ((kind === 'rejected' || kind === 'unavailable') && BANNED.test(message)) {
    return { kind: 'refused', code: 'blocklisted', message };
  }
  if (kind === 'rejected') return { kind: 'refused', code: 'not_accepted', message };
  throw error;
}

/** The ids of the leads with these addresses in the campaign; keys in lower case. Their lists have no addresses. */
export async function findAtLemlist(
  call: PlatformCall,
  id: string,
  emails: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  for (const email of emails) {
    const lead = (await leadsOf(call, email)).find(({ campaignId }) => campaignId === id);
    if (lead !== undefined) found.set(email.toLowerCase(), lead._id);
  }
  return found;
}

async function leadsOf(call: PlatformCall, email: string): Promise<readonly z.output<typeof Lead>[]> {
  const path = `/leads/${encodeURIComponent(email)}`;
  try {
    return await ask(call, { method: 'GET', path, query: { version: 'v2' }, idempotent: true }, Leads);
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'not_found') return [];
    throw error;
  }
}

/** Deletes the lead of this campaign: without `action=remove` it would be unsubscribed from all of them. */
export async function removeFromLemlist(call: PlatformCall, id: string, lead: LeadThere): Promise<void> {
  const path = `${campaignPath(id)}/leads/${encodeURIComponent(lead.leadId ?? lead.email)}`;
  try {
    await ask(call, { method: 'DELETE', path, query: { action: 'remove' }, idempotent: true }, z.unknown());
  } catch (error) {
    if (!(error instanceof PlatformError && error.kind === 'not_found')) throw error;
  }
}
