import { examples, type PublicDataOf, type PublicEvent, type PublicEventType } from '#contracts';

const { IDS } = examples;

type EventData = { readonly [Type in PublicEventType]: PublicDataOf<Type> };

const AT = '2026-04-21T09:58:00.000Z';

const { id, client_id, campaign_type, platform, sequence_id, created_at, updated_at } = examples.CAMPAIGN;
const active: PublicDataOf<'campaign.launched'> = {
  campaign: {
    id,
    client_id,
    name: 'Spring outreach',
    status: 'active',
    campaign_type,
    platform,
    sequence_id,
    pause_reason: null,
    paused_by: null,
    started_at: AT,
    completed_at: null,
    archived_at: null,
    created_at,
    updated_at,
  },
};

const person = {
  campaign_id: IDS.campaign,
  campaign_name: 'Spring outreach',
  enrollment_id: IDS.enrollment,
  contact_id: IDS.contacts[0],
  email: 'ada@lumen.example',
};

const message = {
  ...person,
  send_id: IDS.sends[0],
  step_id: IDS.steps[0],
  step_number: 1,
  variant: null,
  sending_account_id: IDS.accounts[0],
};

const webhook = { webhook_id: IDS.webhooks[0], webhook_name: 'Sales channel' };

const { workspace_id: _, ...contact } = examples.CONTACT;

/** The data of one event of every type, all in one campaign. */
export const EVENT_DATA: EventData = {
  'campaign.created': active,
  'campaign.launched': active,
  'campaign.paused': {
    campaign: {
      ...active.campaign,
      status: 'paused',
      paused_by: 'user',
      pause_reason: 'Bounces after import',
    },
  },
  'campaign.resumed': active,
  'campaign.auto_paused': {
    campaign: { ...active.campaign, status: 'paused', paused_by: 'deliverability' },
    reasons: [
      {
        code: 'bounce_rate_high',
        message: 'campaign bounced 6.2 % of 500 messages in 24 hours; at most 5 % allowed',
        actual: 0.062,
        required: 0.05,
      },
      { code: 'fleet_score_low', message: 'fleet scores only 74; 75 required', actual: 74, required: 75 },
    ],
  },
  'campaign.completed': active,
  'campaign.archived': active,
  'email.sent': { ...message, message_id: '<1@mail.example>', subject: 'Your pipeline' },
  'email.delivered': message,
  'email.opened': { ...message, variant: 'B' },
  'email.clicked': { ...message, url: 'https://n.example/demo' },
  'email.replied': {
    ...message,
    reply_id: IDS.reply,
    intent: 'interested',
    confidence: 0.9,
    automatic: false,
    from: 'ada@lumen.example',
    snippet: 'Sounds good, can we talk on Thursday?',
    returns_on: null,
  },
  'email.bounced': {
    ...message,
    hard: true,
    class: 'hard',
    refusal: {
      code: 'recipient_refused',
      smtp_code: 550,
      enhanced_code: '5.1.1',
      message: '550 5.1.1 No such user',
    },
  },
  'email.unsubscribed': { ...message, method: 'one_click' },
  'email.spam_complaint': message,
  'contact.created': { contact },
  'contact.updated': { contact },
  'contact.deleted': { contact },
  'contact.suppressed': {
    suppression: {
      id: IDS.suppression,
      email: null,
      domain: 'lumen.example',
      exact: false,
      reason: 'spam_complaint',
      created_at: AT,
    },
    contact_id: null,
  },
  'enrollment.started': person,
  'enrollment.finished': { ...person, status: 'replied', reason: 'domain_replied' },
  'export.completed': {
    job_id: IDS.exportJob,
    campaign_id: IDS.campaign,
    campaign_name: 'Spring outreach',
    format: 'csv',
    include: [],
    sends: 1_250,
    bytes: 90_000,
    download_url: `/api/v1/jobs/${IDS.exportJob}/download/`,
    expires_at: '2026-04-28T09:58:00.000Z',
  },
  'webhook.test': { ...webhook, message: 'This is a test.' },
  'webhook.disabled': {
    ...webhook,
    host: 'hooks.example.com',
    reason: 'failing',
    failing_since: '2026-04-16T09:58:00.000Z',
    disabled_at: AT,
  },
};

/** An event of a type, with the data of the table above unless other data are given. */
export const eventOf = <Type extends PublicEventType>(
  type: Type,
  data: PublicDataOf<Type> = EVENT_DATA[type],
): PublicEvent => ({
  id: IDS.events[0],
  type,
  created_at: AT,
  workspace_id: IDS.workspace,
  data,
});
