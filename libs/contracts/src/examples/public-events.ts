import { downloadUrlOf } from '../exports.js';
import type { PublicDataOf, PublicEvent, PublicEventType } from '../public-events.js';
import { CONTACT, SUPPRESSION } from './audience.js';
import { CAMPAIGN, GATE_CHECK } from './campaigns.js';
import { DELIVERABILITY_ALERT } from './deliverability.js';
import { IDS } from './ids.js';

const SENT_AT = '2026-04-21T09:12:00.000Z';

const CAMPAIGN_FIELDS = {
  id: CAMPAIGN.id,
  client_id: CAMPAIGN.client_id,
  name: CAMPAIGN.name,
  status: CAMPAIGN.status,
  campaign_type: CAMPAIGN.campaign_type,
  platform: CAMPAIGN.platform,
  sequence_id: CAMPAIGN.sequence_id,
  pause_reason: CAMPAIGN.pause_reason,
  paused_by: CAMPAIGN.paused_by,
  started_at: CAMPAIGN.started_at,
  completed_at: CAMPAIGN.completed_at,
  archived_at: CAMPAIGN.archived_at,
  created_at: CAMPAIGN.created_at,
  updated_at: CAMPAIGN.updated_at,
} as const;

type CampaignFields = PublicDataOf<'campaign.created'>['campaign'];

const campaign = (changes: Partial<CampaignFields>): { campaign: CampaignFields } => ({
  campaign: { ...CAMPAIGN_FIELDS, ...changes },
});

const PERSON = {
  campaign_id: IDS.campaign,
  campaign_name: CAMPAIGN.name,
  enrollment_id: IDS.enrollment,
  contact_id: IDS.contacts[0],
  email: 'grace@lumen.example',
} as const;

const MESSAGE = {
  ...PERSON,
  send_id: IDS.sends[0],
  step_id: IDS.steps[0],
  step_number: 1,
  variant: 'A',
  sending_account_id: IDS.accounts[0],
} as const;

const { workspace_id: _contact, ...contact } = CONTACT;
const { workspace_id: _suppression, ...suppression } = SUPPRESSION;

const WEBHOOK = { webhook_id: IDS.webhooks[0], webhook_name: 'Sales alerts' } as const;

/** The data of each type. */
const DATA: { readonly [Type in PublicEventType]: PublicDataOf<Type> } = {
  'campaign.created': campaign({ status: 'draft', started_at: null }),
  'campaign.launched': campaign({}),
  'campaign.paused': campaign({ status: 'paused', pause_reason: 'New prices', paused_by: 'user' }),
  'campaign.resumed': campaign({}),
  'campaign.auto_paused': {
    ...campaign({ status: 'paused', pause_reason: 'bounce_rate_too_high', paused_by: 'deliverability' }),
    reasons: GATE_CHECK.blocking_reasons,
  },
  'campaign.completed': campaign({ status: 'completed', completed_at: SENT_AT }),
  'campaign.archived': campaign({ status: 'archived', archived_at: SENT_AT }),
  'email.sent': { ...MESSAGE, message_id: '<01kns0fh@outreach.example>', subject: 'Hi Grace' },
  'email.delivered': MESSAGE,
  'email.opened': MESSAGE,
  'email.clicked': { ...MESSAGE, url: 'https://lumen.example/pricing' },
  'email.replied': {
    ...MESSAGE,
    reply_id: IDS.reply,
    intent: 'interested',
    confidence: 0.9,
    automatic: false,
    from: 'grace@lumen.example',
    snippet: 'Sounds good. Do you have time on Thursday?',
    returns_on: null,
  },
  'email.bounced': {
    ...MESSAGE,
    hard: true,
    class: 'hard',
    refusal: {
      code: 'mailbox_not_found',
      smtp_code: 550,
      enhanced_code: '5.1.1',
      message: '550 5.1.1 user unknown',
    },
  },
  'email.unsubscribed': { ...MESSAGE, method: 'one_click' },
  'email.spam_complaint': MESSAGE,
  'contact.created': { contact },
  'contact.updated': { contact },
  'contact.deleted': { contact: { ...contact, is_deleted: true } },
  'contact.suppressed': { suppression, contact_id: null },
  'enrollment.started': PERSON,
  'enrollment.finished': { ...PERSON, status: 'replied', reason: 'replied' },
  'export.completed': {
    job_id: IDS.exportJob,
    format: 'csv',
    include: ['events'],
    sends: 12_000,
    bytes: 4_812_332,
    download_url: downloadUrlOf(IDS.exportJob),
    expires_at: '2026-04-24T14:00:09.000Z',
    campaign_id: IDS.campaign,
    campaign_name: CAMPAIGN.name,
  },
  'deliverability.alert': {
    alert: 'campaign_alert',
    campaign_id: IDS.campaign,
    campaign_name: CAMPAIGN.name,
    sending_account_id: null,
    domain: null,
    message: DELIVERABILITY_ALERT.message,
    reasons: DELIVERABILITY_ALERT.reasons,
  },
  'webhook.test': { ...WEBHOOK, message: 'A test event from Nimbus Campaigns.' },
  'webhook.disabled': {
    ...WEBHOOK,
    host: 'hooks.lumen.example',
    reason: 'failing',
    failing_since: '2026-04-16T09:00:00.000Z',
    disabled_at: SENT_AT,
  },
};

const example = (type: PublicEventType): PublicEvent => ({
  id: IDS.events[0],
  type,
  created_at: SENT_AT,
  workspace_id: IDS.workspace,
  data: { ...DATA[type] },
});

/** One event of each type, as webhooks and the event list show it. */
export const PUBLIC_EVENT_EXAMPLES: Record<PublicEventType, PublicEvent> = {
  'campaign.created': example('campaign.created'),
  'campaign.launched': example('campaign.launched'),
  'campaign.paused': example('campaign.paused'),
  'campaign.resumed': example('campaign.resumed'),
  'campaign.auto_paused': example('campaign.auto_paused'),
  'campaign.completed': example('campaign.completed'),
  'campaign.archived': example('campaign.archived'),
  'email.sent': example('email.sent'),
  'email.delivered': example('email.delivered'),
  'email.opened': example('email.opened'),
  'email.clicked': example('email.clicked'),
  'email.replied': example('email.replied'),
  'email.bounced': example('email.bounced'),
  'email.unsubscribed': example('email.unsubscribed'),
  'email.spam_complaint': example('email.spam_complaint'),
  'contact.created': example('contact.created'),
  'contact.updated': example('contact.updated'),
  'contact.deleted': example('contact.deleted'),
  'contact.suppressed': example('contact.suppressed'),
  'enrollment.started': example('enrollment.started'),
  'enrollment.finished': example('enrollment.finished'),
  'export.completed': example('export.completed'),
  'deliverability.alert': example('deliverability.alert'),
  'webhook.test': example('webhook.test'),
  'webhook.disabled': example('webhook.disabled'),
};
