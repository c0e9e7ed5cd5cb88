import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer } from './http-front.js';
import type { CampaignThere, LeadThere } from './state-there.js';

const Lead = z.object({
  email: z.string().nullish(),
  first_name: z.string().nullish(),
  custom_variables: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({}),
});
const Adding = z.object({
  campaign_id: z.string(),
  list_id: z.undefined().optional(),
  leads: z.array(Lead).min(1).max(1_000),
  skip_if_in_campaign: z.boolean().default(false),
});
const Listing = z.object({
  campaign: z.string(),
  contacts: z.array(z.string()).optional(),
  limit: z.number().min(1).max(100).default(10),
  starting_after: z.string().optional(),
});

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** The leads of Instantly: added in bulk, with counts of those that it did not take. */
export class InstantlyLeads {
  /** Addresses on the block list, in lower case. */
  readonly blocked = new Set<string>();
  /** Addresses, in lower case, with which a whole request is refused. */
  readonly poison = new Set<string>();
  /** Called with the number of leads of a request that is refused as a whole. */
  onRefusal: (leads: number) => void = () => {};
  /** The plan takes no further lead. */
  isPlanUsedUp = false;

  constructor(private readonly campaigns: ReadonlyMap<string, CampaignThere>) {}

  add(body: unknown): Answer {
    const parsed = Adding.safeParse(body);
    if (!parsed.success) return refused(400, `body/${parsed.error.issues[0]?.path.join('/')} is invalid`);
    const campaign = this.campaigns.get(parsed.data.campaign_id);
    if (campaign === undefined) return refused(404, 'Campaign not found');

    const emails = parsed.data.leads.map(({ email }) => email ?? '');
    return this.refusalOf(emails) ?? this.addAll(campaign, parsed.data);
  }

  private addAll(campaign: CampaignThere, { leads, ...asked }: z.output<typeof Adding>): Answer {
    const created: { index: number; id: string; email: string }[] = [];
    const counts = { in_blocklist: 0, duplicated_leads: 0, skipped_count: 0, invalid_email_count: 0 };
    for (const [index, lead] of leads.entries()) {
      const email = lead.email ?? '';
      const there = campaign.leads.find((each) => isAt(each, email));
      if (!EMAIL.test(email)) counts.invalid_email_count += 1;
      else if (this.blocked.has(email.toLowerCase())) counts.in_blocklist += 1;
      else if (there !== undefined && asked.skip_if_in_campaign) counts.skipped_count += 1;
      else created.push({ index, id: addTo(campaign, email, lead, there), email });
    }
    const total = { status: 'success', total_sent: leads.length, leads_uploaded: created.length };
    return { status: 200, body: { ...total, ...counts, incomplete_count: 0, created_leads: created } };
  }

  /** The refusal of a request as a whole. */
  private refusalOf(emails: readonly string[]): Answer | undefined {
    if (!this.isPlanUsedUp && !emails.some((email) => this.poison.has(email.toLowerCase()))) return undefined;
    this.onRefusal(emails.length);
    return this.isPlanUsedUp
      ? refused(402, 'Lead limit of the plan reached')
      : refused(400, 'body/leads is invalid');
  }

  list(body: unknown): Answer {
    const parsed = Listing.safeParse(body);
    if (!parsed.success) return refused(400, 'body is invalid');
    const { campaign: id, contacts, limit, starting_after: cursor } = parsed.data;
    const wanted = contacts === undefined ? undefined : new Set(contacts.map((email) => email.toLowerCase()));
    const leads = (this.campaigns.get(id)?.leads ?? []).filter(
      ({ email, state }) => state !== 'removed' && (wanted === undefined || wanted.has(email.toLowerCase())),
    );
    const from = Number(cursor ?? 0);
    const items = leads
      .slice(from, from + limit)
      .map((lead) => ({ id: lead.id, email: lead.email, campaign: id }));
    const next = items.length === 0 ? {} : { next_starting_after: String(from + items.length) };
    return { status: 200, body: { items, ...next } };
  }

  remove(id: string): Answer {
    for (const { leads } of this.campaigns.values()) {
      const lead = leads.find((each) => each.id === id && each.state !== 'removed');
      if (lead !== undefined) {
        lead.state = 'removed';
        return { status: 200, body: { id, email: lead.email } };
      }
    }
    return refused(404, 'Lead not found');
  }
}

function isAt({ email, state }: LeadThere, address: string): boolean {
  return state !== 'removed' && email.toLowerCase() === address.toLowerCase();
}

function addTo(
  campaign: CampaignThere,
  email: string,
  { first_name: firstName, custom_variables: custom }: z.output<typeof Lead>,
  there: LeadThere | undefined,
): string {
  const texts = Object.entries(custom).map(([name, value]) => [name, String(value ?? '')] as const);
  const variables = { firstName: firstName ?? '', ...Object.fromEntries(texts) };
  const timesPushed = (there?.timesPushed ?? 0) + 1;
  if (there !== undefined) there.timesPushed = timesPushed;
  const lead: LeadThere = { id: randomUUID(), email, variables, timesPushed, state: 'active', sent: [] };
  campaign.leads.push(lead);
  return lead.id;
}

function refused(statusCode: number, message: string): Answer {
  return {
    status: statusCode,
    body: { statusCode, error: statusCode === 404 ? 'Not Found' : 'Bad Request', message },
  };
}
