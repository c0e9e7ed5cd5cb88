import type { PublicDataOf, PublicEvent } from '#contracts';
import { link, safeText } from './slack-text.js';

/** A thing of the API that a message names and links to. */
export interface Subject {
  readonly resource: 'campaigns' | 'contacts' | 'jobs' | 'sending-accounts' | 'webhooks';
  readonly id: string;
  /** Safe text. */
  readonly name: string;
}

/** The link to a thing: its place in the API, for as long as no page for people shows it. */
export const linkTo = (publicUrl: string, { resource, id, name }: Subject): string =>
  link(`${publicUrl}/api/v1/${resource}/${id}/`, name);

/** The campaign that an event belongs to, if it belongs to one. */
export function campaignOf({ data }: PublicEvent): Subject | null {
  if (hasCampaign(data)) return subject('campaigns', data.campaign.id, data.campaign.name);
  if (typeof data['campaign_id'] !== 'string') return null;

  return subject('campaigns', data['campaign_id'], textOrNone(data['campaign_name']));
}

/** The contact, webhook, job or sending account that an event is about beside the campaign. A contact shows no name and no address. */
export function otherSubjectOf({ data }: PublicEvent): Subject | null {
  const { contact_id, webhook_id, webhook_name, job_id, sending_account_id } = data;
  if (hasContact(data)) return subject('contacts', data.contact.id, 'the contact');
  if (typeof contact_id === 'string') return subject('contacts', contact_id, 'the contact');
  if (typeof webhook_id === 'string') return subject('webhooks', webhook_id, textOrNone(webhook_name));

  if (typeof job_id === 'string') return subject('jobs', job_id, 'the export');
  return typeof sending_account_id === 'string'
    ? subject('sending-accounts', sending_account_id, 'the sending account')
    : null;
}

const hasCampaign = (data: object): data is PublicDataOf<'campaign.created'> => 'campaign' in data;
const hasContact = (data: object): data is PublicDataOf<'contact.created'> => 'contact' in data;

/** Names may not be known. */
const textOrNone = (value: unknown): string => (typeof value === 'string' ? value : '');

const MAX_NAME = 100;

/** A name of nothing but invisible characters is no name. */
const subject = (resource: Subject['resource'], id: string, name: string): Subject => ({
  resource,
  id,
  name: safeText(name, MAX_NAME) || id,
});
