import { randomUUID } from 'node:crypto';
import type { Answer, Asked } from './http-front.js';
import { fieldsOf, textOf } from './routes.js';
import type { CampaignThere, LeadThere } from './state-there.js';

const OWN = ['email', 'firstName', 'lastName', 'companyName'];

/** The leads of lemlist: one by one, each once in a campaign; refusals are plain text. */
export class LemlistLeads {
  /** Addresses that it never takes, in lower case. */
  readonly graveyard = new Set<string>();

  constructor(private readonly campaigns: ReadonlyMap<string, CampaignThere>) {}

  add(campaign: CampaignThere, { body, query }: Asked): Answer {
    const fields = fieldsOf(body);
    const email = textOf(body, 'email').trim();
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) return { status: 400, text: 'Invalid email' };
    if (this.graveyard.has(email.toLowerCase())) return { status: 500, text: 'Lead in graveyard' };
    if (at(campaign, email) !== undefined) return { status: 400, text: 'Lead already in the campaign' };
    const elsewhere = [...this.campaigns.values()].some((each) => at(each, email) !== undefined);
    if (elsewhere && query.get('deduplicate') === 'true') {
      return { status: 400, text: 'Lead already in other campaign' };
    }
    const lead: LeadThere = {
      id: `lea_${randomUUID().slice(0, 13)}`,
      email,
      variables: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
      timesPushed: 1,
      // Without auto-review a person has to release each lead.
      state: campaign.settings['autoReview'] === true ? 'active' : 'paused',
      sent: [],
    };
    campaign.leads.push(lead);
    return { status: 200, body: { ...shown(campaign, lead), isPaused: false } };
  }

  remove(campaign: CampaignThere, emailOrId: string, { query }: Asked): Answer {
    const lead = campaign.leads.find((each) => each.id === emailOrId) ?? at(campaign, emailOrId);
    if (lead === undefined || lead.state === 'removed') return { status: 404, text: 'Lead not found' };
    if (query.get('action') === 'remove') lead.state = 'removed';
    // The same request without the action unsubscribes the person from all campaigns.
    else for (const each of this.campaigns.values()) unsubscribe(at(each, lead.email));
    return { status: 200, body: shown(campaign, lead) };
  }

  /** The leads with this address in all campaigns. */
  found(email: string, { query }: Asked): Answer {
    if (query.get('version') !== 'v2') return { status: 400, text: 'version is mandatory' };
    const leads = [...this.campaigns.values()].flatMap((campaign) => {
      const lead = at(campaign, email);
      return lead === undefined ? [] : [shown(campaign, lead)];
    });
    return leads.length === 0 ? { status: 404, text: 'Lead not found' } : { status: 200, body: leads };
  }
}

function at({ leads }: CampaignThere, address: string): LeadThere | undefined {
  return leads.find(
    ({ email, state }) => state !== 'removed' && email.toLowerCase() === address.toLowerCase(),
  );
}

function unsubscribe(lead: LeadThere | undefined): void {
  if (lead !== undefined) lead.state = 'unsubscribed';
}

function shown(campaign: CampaignThere, { id, email, variables }: LeadThere): Record<string, unknown> {
  const own = Object.fromEntries(Object.entries(variables).filter(([name]) => OWN.includes(name)));
  return { ...own, _id: id, email, campaignId: campaign.id, campaignName: campaign.name };
}
