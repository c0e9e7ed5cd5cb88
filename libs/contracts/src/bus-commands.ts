import { z } from 'zod';
import { EmailsBounced, EmailsComplained, EmailsDelivered, EmailsReplied } from './bus-signals.js';
import { defineCommand } from './bus.js';
import { ContactIds, EnrollContacts, EnrollResult } from './campaign-enrollments.js';
import { CampaignStatus, GetCampaign, PauseCampaign } from './campaigns.js';
import { BulkContacts, BulkContactsResult, BulkUpsertContacts, ContactInput } from './contacts.js';
import { text } from './fields.js';
import { IdOf } from './ids.js';
import { AccountHealthReport, ReportAccountHealth } from './sending-accounts.js';
import { AddSuppression, SuppressionInput, SuppressionView } from './suppressions.js';

/** Fewer than by REST: a message of NATS has 1 MB at most. */
export const MAX_BUS_CONTACTS = 500;

/** One bad contact fails alone, with its own errors. */
export const ContactsUpsert = defineCommand({
  name: 'contacts.upsert',
  summary: 'Creates contacts, or merges into those that are there.',
  data: BulkContacts.extend({ contacts: z.array(z.unknown()).min(1).max(MAX_BUS_CONTACTS) }),
  documented: BulkContacts.extend({ contacts: z.array(ContactInput).min(1).max(MAX_BUS_CONTACTS) }),
  answer: BulkContactsResult,
  becomes: [BulkUpsertContacts],
});

export const ContactsSuppress = defineCommand({
  name: 'contacts.suppress',
  summary: 'An address or a domain gets no more mail from the workspace.',
  data: SuppressionInput,
  answer: SuppressionView,
  becomes: [AddSuppression],
});

export const CampaignsEnroll = defineCommand({
  name: 'campaigns.enroll',
  summary: 'Enrolls contacts in a campaign, whether they match its filter or not.',
  data: z.strictObject({ campaign_id: IdOf('camp'), contact_ids: ContactIds }),
  answer: EnrollResult,
  becomes: [EnrollContacts],
});

/** A campaign that is paused already stays as it is. */
export const CampaignsPause = defineCommand({
  name: 'campaigns.pause',
  summary: 'Nothing of the campaign starts until somebody resumes it.',
  data: z.strictObject({ campaign_id: IdOf('camp'), reason: text(500).min(1) }),
  answer: z.object({
    campaign_id: IdOf('camp'),
    status: CampaignStatus,
    in_flight: z.number().int().meta({ description: 'Sends whose delivery had started; they finish.' }),
  }),
  becomes: [PauseCampaign, GetCampaign],
});

export const AccountsHealth = defineCommand({
  name: 'accounts.health',
  summary: 'Reputation and authentication of a sending account, as another system measures them.',
  data: z.strictObject({ sending_account_id: IdOf('ea'), health: AccountHealthReport }),
  answer: z.object({
    sending_account_id: IdOf('ea'),
    health_score: z.number().int().meta({ description: 'From 0 to 100, with the new figures.' }),
  }),
  becomes: [ReportAccountHealth],
});

/** Every command and signal, in the order of the documents. */
export const BUS_COMMANDS = [
  ContactsUpsert,
  ContactsSuppress,
  CampaignsEnroll,
  CampaignsPause,
  EmailsDelivered,
  EmailsBounced,
  EmailsComplained,
  EmailsReplied,
  AccountsHealth,
] as const;

export type BusCommand = (typeof BUS_COMMANDS)[number];
export type BusCommandName = BusCommand['name'];
