import { z } from 'zod';
import type { Answer } from './http-front.js';
import type { CampaignThere, LeadThere } from './state-there.js';

const PAGE = 50;

const Add = z.object({
  campaignId: z.int().positive(),
  leads: z.array(z.record(z.string(), z.string())).min(1),
  newCoreVariables: z.array(z.string()),
  duplicates: z.array(z.unknown()),
});
const ChangeState = z.object({
  campaignId: z.int().positive(),
  updatedStatus: z.enum(['PAUSED', 'IN_PROCESS']),
  leadsIds: z.array(z.int()),
  excludeLeadsIds: z.array(z.int()),
});

/** The leads of ReachInbox: the same one twice is two leads. */
export class ReachinboxLeads {
  private added = 0;

  constructor(private readonly campaigns: ReadonlyMap<string, CampaignThere>) {}

  add(body: unknown): Answer {
    const parsed = Add.safeParse(body);
    if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
    const { leads, newCoreVariables } = parsed.data;
    const campaign = this.campaigns.get(String(parsed.data.campaignId));
    if (campaign === undefined) return failure(404, 'campaign not found');
    const taken = leads.filter(({ email }) => email?.includes('@') === true);
    for (const lead of taken)
      this.addOne(campaign, lead, new Set(['firstName', 'lastName', ...newCoreVariables]));
    return { status: 200, body: { status: 200, message: 'leads added', leadCount: taken.length } };
  }

  private addOne(campaign: CampaignThere, lead: Record<string, string>, known: ReadonlySet<string>): void {
    const { email = '', ...attributes } = lead;
    const same = campaign.leads.filter((each) => each.email.toLowerCase() === email.toLowerCase());
    for (const each of same) each.timesPushed += 1;
    this.added += 1;
    campaign.leads.push({
      id: String(500_000 + this.added),
      email,
      variables: Object.fromEntries(Object.entries(attributes).filter(([name]) => known.has(name))),
      timesPushed: same.length + 1,
      state: 'active',
      sent: [],
    });
  }

  list(query: URLSearchParams, inRows: boolean): Answer {
    const campaign = this.campaigns.get(query.get('campaignId') ?? '');
    if (campaign === undefined) return failure(404, 'campaign not found');
    const last = query.get('lastLead') ?? 'false';
    const after = last === 'false' ? 0 : campaign.leads.findIndex(({ id }) => id === last) + 1;
    const leads = campaign.leads.slice(after, after + PAGE).map((lead) => shown(campaign, lead));
    const data = inRows ? { leads } : leads;
    const counts = { leadsContactedCount: 0, totalLeadsCount: campaign.leads.length };
    return { status: 200, body: { status: 200, message: 'leads fetched successfully.', data, ...counts } };
  }

  /** An empty list means all leads. */
  changeState(body: unknown): Answer {
    const parsed = ChangeState.safeParse(body);
    if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
    const { campaignId, updatedStatus, leadsIds } = parsed.data;
    const campaign = this.campaigns.get(String(campaignId));
    if (campaign === undefined) return failure(404, 'campaign not found');
    for (const lead of campaign.leads) {
      const isMeant = leadsIds.length === 0 || leadsIds.includes(Number(lead.id));
      if (!isMeant) continue;
      if (updatedStatus === 'PAUSED' && lead.state === 'active') lead.state = 'paused';
      if (updatedStatus === 'IN_PROCESS' && lead.state === 'paused') lead.state = 'active';
    }
    return { status: 200, body: { status: 200, message: 'leads updated' } };
  }
}

function shown(campaign: CampaignThere, lead: LeadThere): Record<string, unknown> {
  return {
    id: Number(lead.id),
    campaignId: Number(campaign.id),
    email: lead.email,
    attributes: lead.variables,
    stepNumber: lead.sent.length,
    isPaused: lead.state === 'paused',
    leadStatus: lead.state === 'unsubscribed' ? 'Unsubscribed' : null,
    emailUsedToSend: lead.sent.at(-1)?.from ?? null,
    createdAt: '2026-11-08T18:39:10.000Z',
    updatedAt: (lead.sent.at(-1)?.at ?? new Date('2026-11-08T18:39:10.000Z')).toISOString(),
    sent: [],
  };
}

const failure = (status: number, message: string): Answer => ({ status, body: { status, message } });
