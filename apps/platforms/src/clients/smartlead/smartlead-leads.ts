import { z } from 'zod';
import type { LeadToPush, PushResult } from '../domain/campaign-plan.js';
import { HookAddress, HookId } from '../hook-fields.js';
import type { LeadThere, PlatformCall } from '../platform-client.js';
import { afterEffect, PlatformError } from '../platform-error.js';
import { allPages, ask, campaignPath, PAGE } from './smartlead-api.js';

/** doubtful: clients name this limit; their reference does not. */
const MAX_FIELDS = 20;

const Ids = z.record(z.string(), HookId).catch({});

const Added = z.object({
  ok: z.boolean().catch(true),
  error: z.string().optional().catch(undefined),
  is_lead_limit_exhausted: z.boolean().catch(false),
  invalid_emails: z.array(z.string()).catch([]),
  unsubscribed_leads: z.array(z.string()).catch([]),
  block_count: z.number().catch(0),
  bounce_count: z.number().catch(0),
  emailToLeadIdMap: z.object({ newlyAddedLeads: Ids, existingLeads: Ids }).nullish().catch(null),
});
type Answer = z.output<typeof Added>;

/**
 * Adds leads, at most 400. Their own answer names the ids where it is asked to; where it does not, the leads are looked up.
 * A contact may be in several campaigns of ours, so duplicates in other campaigns are taken; their block list and their list
 * of unsubscribes stay in force.
 */
export async function pushToSmartlead(
  call: PlatformCall,
  id: string,
  leads: readonly LeadToPush[],
): Promise<PushResult[]> {
  const fitting = leads.filter((lead) => fieldsOf(lead) !== undefined);
  const added = fitting.length === 0 ? undefined : await addLeads(call, id, fitting);
  const there =
    added === undefined ? new Map<string, string | null>() : await idsOf(call, id, added, fitting);
  return leads.map((lead) => {
    if (fieldsOf(lead) === undefined || added === undefined) return TOO_MANY_FIELDS;
    const leadId = there.get(lead.email.toLowerCase());
    return leadId === undefined ? refusalOf(lead.email, added) : { kind: 'pushed', leadId };
  });
}

async function addLeads(call: PlatformCall, id: string, leads: readonly LeadToPush[]): Promise<Answer> {
  const body = {
    lead_list: leads.map((lead) => ({
      email: lead.email,
      first_name: lead.firstName ?? '',
      last_name: lead.lastName ?? '',
      company_name: lead.companyName ?? '',
      custom_fields: fieldsOf(lead),
    })),
    settings: {
      ignore_global_block_list: false,
      ignore_unsubscribe_list: false,
      ignore_duplicate_leads_in_other_campaign: true,
      return_lead_ids: true, // doubtful: in clients, not in their reference
    },
  };
  const path = campaignPath(id, '/leads');
  const added = await ask(call, { method: 'POST', path, body, idempotent: false, timeoutMs: 60_000 }, Added);
  if (added.ok && !added.is_lead_limit_exhausted) return added;
  // A part of the leads may have been added before the limit of the plan was reached.
  throw new PlatformError('rejected', added.error?.slice(0, 300) ?? 'the plan takes no more leads', {
    doubtful: true,
  });
}

/** The variables of the lead, with our reference while there is room; undefined where they do not fit. */
function fieldsOf(lead: LeadToPush): Record<string, string> | undefined {
  const count = Object.keys(lead.variables).length;
  if (count > MAX_FIELDS) return undefined;
  return count === MAX_FIELDS ? lead.variables : { ...lead.variables, nimbus_reference: lead.reference };
}

const TOO_MANY_FIELDS: PushResult = {
  kind: 'refused',
  code: 'too_many_steps',
  message: `Smartlead keeps ${MAX_FIELDS} texts of a lead, so a campaign has ${MAX_FIELDS / 2} steps at most`,
};

async function idsOf(
  call: PlatformCall,
  id: string,
  { emailToLeadIdMap: ids }: Answer,
  leads: readonly LeadToPush[],
): Promise<ReadonlyMap<string, string | null>> {
  if (!ids)
    return afterEffect(
      findAtSmartlead(
        call,
        id,
        leads.map(({ email }) => email),
      ),
    );
  const named = { ...ids.existingLeads, ...ids.newlyAddedLeads };
  return new Map(Object.entries(named).map(([email, leadId]) => [email.toLowerCase(), leadId]));
}

/** Block list and bounces are only counted, so they are the reason of those that no list names. */
function refusalOf(email: string, added: Answer): PushResult {
  const isIn = (list: readonly string[]) => list.some((each) => each.toLowerCase() === email.toLowerCase());
  if (isIn(added.invalid_emails)) return refused('invalid_email', 'Smartlead takes the address for invalid');
  if (isIn(added.unsubscribed_leads)) {
    return refused('unsubscribed', 'the address is on the list of unsubscribes at Smartlead');
  }
  if (added.block_count > 0) return refused('blocklisted', 'the address is on a block list at Smartlead');
  if (added.bounce_count > 0) return refused('bounced', 'the address has bounced at Smartlead');
  return refused('not_accepted', 'Smartlead did not take the lead and gave no reason');
}

const refused = (code: string, message: string): PushResult => ({ kind: 'refused', code, message });

const LeadsPage = z.object({
  total_leads: z.coerce.number().catch(0),
  data: z.array(z.object({ lead: z.object({ id: HookId, email: HookAddress }) })),
});
const Lead = z
  .object({
    id: HookId,
    lead_campaign_data: z.array(z.object({ campaign_id: HookId })).catch([]),
  })
  .nullish();

/** By address where that needs fewer requests than all pages of the campaign. */
export async function findAtSmartlead(
  call: PlatformCall,
  id: string,
  emails: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const wanted = new Set(emails.map((email) => email.toLowerCase()));
  if (wanted.size === 0) return new Map();
  const { total_leads: total } = await leadsFrom(call, id, 0);
  return wanted.size < total / PAGE ? findEach(call, id, wanted) : findInPages(call, id, wanted);
}

async function findEach(call: PlatformCall, id: string, emails: ReadonlySet<string>) {
  const found = new Map<string, string | null>();
  for (const email of emails) {
    const leadId = await leadIdOf(call, id, email);
    if (leadId !== null) found.set(email, leadId);
  }
  return found;
}

async function findInPages(call: PlatformCall, id: string, emails: ReadonlySet<string>) {
  const found = new Map<string, string | null>();
  for await (const { lead } of allPages(async (offset) => (await leadsFrom(call, id, offset)).data)) {
    if (lead.email !== null && emails.has(lead.email)) found.set(lead.email, lead.id);
    if (found.size === emails.size) break;
  }
  return found;
}

function leadsFrom(call: PlatformCall, id: string, offset: number) {
  const path = campaignPath(id, '/leads');
  return ask(call, { method: 'GET', path, query: { offset, limit: PAGE }, idempotent: true }, LeadsPage);
}

/** The id of a lead by its address, if it is in the campaign. */
export async function leadIdOf(call: PlatformCall, id: string, email: string): Promise<string | null> {
  const lead = await ask(call, { method: 'GET', path: '/leads/', query: { email }, idempotent: true }, Lead);
  const isHere = lead?.lead_campaign_data.some(({ campaign_id: campaign }) => campaign === id) ?? false;
  return isHere ? (lead?.id ?? null) : null;
}

/**
 * Pauses the lead of this campaign for good. It is not deleted: replies to what it got still come in, and the figures there
 * stay right.
 */
export async function removeFromSmartlead(call: PlatformCall, id: string, lead: LeadThere): Promise<void> {
  const leadId = lead.leadId ?? (await leadIdOf(call, id, lead.email));
  if (leadId === null) return;
  const path = campaignPath(id, `/leads/${encodeURIComponent(leadId)}/pause`);
  try {
    await ask(call, { method: 'POST', path, idempotent: true }, z.unknown());
  } catch (error) {
    if (!(error instanceof PlatformError) || error.kind !== 'not_found') throw error;
  }
}
