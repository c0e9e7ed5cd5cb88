import { z } from 'zod';
import type { LeadToPush, PushResult } from '../domain/campaign-plan.js';
import type { LeadThere, PlatformCall } from '../platform-client.js';
import { afterEffect, PlatformError } from '../platform-error.js';
import { allPages, ask, PAGE } from './instantly-api.js';

const Added = z.object({
  created_leads: z.array(z.object({ index: z.int(), id: z.string() })),
  in_blocklist: z.number().catch(0),
  invalid_email_count: z.number().catch(0),
  incomplete_count: z.number().catch(0),
});
const Leads = z.object({
  items: z.array(z.object({ id: z.string(), email: z.string().nullish(), campaign: z.string().nullish() })),
  next_starting_after: z.string().nullish(),
});

/**
 * Adds leads to the campaign, at most 1,000. The answer has the ids of those that were created, and only counts of the
 * others: each of them is looked up, for it may be there from a push whose answer was lost.
 */
export async function pushToInstantly(
  call: PlatformCall,
  id: string,
  leads: readonly LeadToPush[],
): Promise<PushResult[]> {
  const body = {
    campaign_id: id,
    leads: leads.map(bodyOf),
    skip_if_in_campaign: true,
    skip_if_in_workspace: false,
    verify_leads_on_import: false,
  };
  const added = await ask(
    call,
    { method: 'POST', path: '/leads/add', body, idempotent: false, timeoutMs: 60_000 },
    Added,
  );
  const created = new Map(added.created_leads.map((lead) => [lead.index, lead.id]));
  const others = leads.filter((_, index) => !created.has(index)).map(({ email }) => email);
  const there = await afterEffect(findAtInstantly(call, id, others));

  return leads.map(({ email }, index) => {
    const leadId = created.get(index) ?? there.get(email.toLowerCase());
    return leadId === undefined ? refusal(added) : { kind: 'pushed', leadId };
  });
}

function bodyOf(lead: LeadToPush): Record<string, unknown> {
  return {
    email: lead.email,
    first_name: lead.firstName,
    last_name: lead.lastName,
    company_name: lead.companyName,
    custom_variables: { ...lead.variables, nimbus_reference: lead.reference },
  };
}

/** They do not tell which of several reasons is that of one lead, so the counts say what it may be. */
function refusal(added: z.output<typeof Added>): PushResult {
  const reasons = [
    added.in_blocklist > 0 && 'its address is on their block list',
    added.invalid_email_count > 0 && 'its address is invalid',
    added.incomplete_count > 0 && 'it is incomplete',
  ].filter((reason) => reason !== false);
  const message = `Instantly did not take the lead: ${reasons.join(', or ') || 'it gave no reason'}`;
  return {
    kind: 'refused',
    code: reasons.length === 1 && added.in_blocklist > 0 ? 'blocklisted' : 'not_accepted',
    message,
  };
}

/** The ids of the leads with these addresses in the campaign; keys in lower case. */
export async function findAtInstantly(
  call: PlatformCall,
  id: string,
  emails: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const leads = new Map<string, string>();
  for (let from = 0; from < emails.length; from += PAGE) {
    const contacts = emails.slice(from, from + PAGE);
    const asked = new Set(contacts.map((email) => email.toLowerCase()));
    for await (const lead of leadsOf(call, id, contacts)) {
      const email = lead.email?.toLowerCase() ?? '';
      if (asked.has(email) && lead.campaign === id) leads.set(email, lead.id);
    }
  }
  return leads;
}

function leadsOf(call: PlatformCall, campaign: string, contacts: readonly string[]) {
  return allPages((cursor) => {
    const body = { campaign, contacts, limit: PAGE, ...(cursor !== undefined && { starting_after: cursor }) };
    return ask(call, { method: 'POST', path: '/leads/list', body, idempotent: true }, Leads);
  });
}

/** Deletes the lead of this campaign: what is in their queue for it is not sent. */
export async function removeFromInstantly(call: PlatformCall, id: string, lead: LeadThere): Promise<void> {
  const leadId = lead.leadId ?? (await findAtInstantly(call, id, [lead.email])).get(lead.email.toLowerCase());
  if (leadId === undefined) return;
  const path = `/leads/${encodeURIComponent(leadId)}`;
  try {
    await ask(call, { method: 'DELETE', path, idempotent: true }, z.unknown());
  } catch (error) {
    if (!(error instanceof PlatformError) || !(await isGone(error, call, id, lead.email))) throw error;
  }
}

/** Clients have seen 400 as well as 404 for a lead that is gone, so it is looked up. */
async function isGone(error: PlatformError, call: PlatformCall, id: string, email: string): Promise<boolean> {
  if (error.kind === 'not_found') return true;
  return error.kind === 'rejected' && !(await findAtInstantly(call, id, [email])).has(email.toLowerCase());
}
