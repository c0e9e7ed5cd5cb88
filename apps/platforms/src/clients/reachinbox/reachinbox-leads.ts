import { z } from 'zod';
import type { LeadToPush, PushResult } from '../domain/campaign-plan.js';
import { HookAddress, HookDate, HookFlag, HookId, HookText } from '../hook-fields.js';
import type { LeadThere, PlatformCall } from '../platform-client.js';
import { afterEffect, PlatformError } from '../platform-error.js';
import { ask, rowsIn } from './reachinbox-api.js';

const Added = z
  .object({
    leadCount: z.number().nullish().catch(null),
    data: z
      .object({ leadCount: z.number().nullish().catch(null) })
      .nullish()
      .catch(null),
  })
  .nullish();

/**
 * Adds leads. The same lead twice is two leads there, so a push in doubt is looked up. The answer has their count only:
 * where it is another than that of the push, the leads are looked up to see which are missing.
 */
export async function pushToReachinbox(
  call: PlatformCall,
  id: string,
  leads: readonly LeadToPush[],
): Promise<PushResult[]> {
  const names = new Set(leads.flatMap(({ variables }) => Object.keys(variables)));
  const body = {
    campaignId: Number(id),
    leads: leads.map(bodyOf),
    newCoreVariables: ['companyName', ...names, 'nimbus_reference'],
    duplicates: [],
  };
  const request = { method: 'POST', path: '/leads/add', body, idempotent: false, timeoutMs: 60_000 } as const;
  const added = await ask(call, request, Added);
  const count = added?.leadCount ?? added?.data?.leadCount ?? null;
  if (count === leads.length) return leads.map(() => ({ kind: 'pushed', leadId: null }));

  const there = await afterEffect(
    findAtReachinbox(
      call,
      id,
      leads.map(({ email }) => email),
    ),
  );
  return leads.map(({ email }) => {
    const leadId = there.get(email.toLowerCase());
    return leadId === undefined ? NOT_ACCEPTED : { kind: 'pushed', leadId };
  });
}

const NOT_ACCEPTED: PushResult = {
  kind: 'refused',
  code: 'not_accepted',
  message: 'ReachInbox did not take the lead and gave no reason',
};

function bodyOf(lead: LeadToPush): Record<string, string> {
  return {
    email: lead.email,
    firstName: lead.firstName ?? '',
    lastName: lead.lastName ?? '',
    companyName: lead.companyName ?? '',
    ...lead.variables,
    nimbus_reference: lead.reference,
  };
}

/** doubtful: the marks of an unsubscribed lead are those of clients; the page of the documentation names none. */
const Lead = z.object({
  id: HookId.pipe(z.string()),
  email: HookAddress,
  status: HookText,
  leadStatus: HookText,
  isUnsubscribed: HookFlag,
  unsubscribed: HookFlag,
  updatedAt: HookDate,
});
export type ReachinboxLead = z.output<typeof Lead>;
const LeadsPage = z.object({
  data: z.preprocess((data) => rowsIn(data, 'leads', 'rows'), z.array(Lead)),
});

/**
 * All leads of a campaign: the next page is asked for by the last lead of the one before.
 * doubtful: the size of a page is not documented, so an empty one is the end, or one that ends as the one before did.
 */
export async function* leadsOf(
  call: PlatformCall,
  id: string,
  filter: Readonly<Record<string, string>> = {},
): AsyncGenerator<ReachinboxLead> {
  let last = 'false';
  for (;;) {
    const query = { campaignId: id, lastLead: last, ...filter };
    const { data } = await ask(call, { method: 'GET', path: '/leads', query, idempotent: true }, LeadsPage);
    const end = data.at(-1)?.id;
    if (end === undefined || end === last) return;
    yield* data;
    last = end;
  }
}

/** The ids of the leads with these addresses in the campaign; keys in lower case. */
export async function findAtReachinbox(
  call: PlatformCall,
  id: string,
  emails: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(emails.map((email) => email.toLowerCase()));
  const found = new Map<string, string>();
  if (wanted.size === 0) return found;
  const [only] = wanted.size === 1 ? wanted : [];
  // doubtful: a client filters by address; where that has no effect, the pages are read as for several addresses.
  for await (const lead of leadsOf(call, id, only === undefined ? {} : { email: only })) {
    if (lead.email !== null && wanted.has(lead.email)) found.set(lead.email, lead.id);
    if (found.size === wanted.size) break;
  }
  return found;
}

/**
 * Pauses the lead for good.
 * doubtful: deleting one is documented for an n8n node only, and their block list is for all campaigns.
 */
export async function removeFromReachinbox(call: PlatformCall, id: string, lead: LeadThere): Promise<void> {
  const { email } = lead;
  const leadId = lead.leadId ?? (await findAtReachinbox(call, id, [email])).get(email.toLowerCase());
  if (leadId === undefined) return; // without an id it would be the pause of all leads
  const leadsIds = [Number(leadId)];
  const body = { campaignId: Number(id), updatedStatus: 'PAUSED', leadsIds, excludeLeadsIds: [] };
  try {
    await ask(call, { method: 'POST', path: '/leads/change-state', body, idempotent: true }, z.unknown());
  } catch (error) {
    if (!(error instanceof PlatformError) || error.kind !== 'not_found') throw error;
  }
}
