import {
  CampaignArchived,
  CampaignAutoPaused,
  CampaignCompleted,
  CampaignCreated,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  CONTACT_EVENTS,
  ContactSuppressed,
  DeliverabilityAlert,
  EmailBounced,
  EmailClicked,
  EmailDelivered,
  EmailOpened,
  EmailReplied,
  EmailSent,
  EmailSpamComplaint,
  EmailUnsubscribed,
  EnrollmentFinished,
  EnrollmentStarted,
  examples,
  ExportCompleted,
  type CampaignView,
  type DataOf,
  type EventContract,
  type PublicEventType,
  type SentMessage,
} from '#contracts';

const { metrics: _, ...CAMPAIGN } = examples.CAMPAIGN;
const [sending_account_id] = examples.IDS.accounts;
const email = 'grace@lumen.example';
const at = examples.PUBLIC_EVENT_EXAMPLES['email.sent'].created_at;

/** All that a signal says about its message. */
const FACT = {
  send_id: examples.IDS.sends[0],
  campaign_id: examples.IDS.campaign,
  enrollment_id: examples.IDS.enrollment,
  contact_id: examples.IDS.contacts[0],
  step_id: examples.IDS.steps[0],
  step_number: 1,
  at,
};
const OF_ACCOUNT = { ...FACT, variant: 'A', email, sending_account_id };
const PERSON = {
  campaign_id: FACT.campaign_id,
  enrollment_id: FACT.enrollment_id,
  contact_id: FACT.contact_id,
  email,
  at,
};

/** The message of the examples, as the dispatcher knows it. */
export const SENT: SentMessage = {
  ...OF_ACCOUNT,
  workspace_id: examples.IDS.workspace,
  status: 'sent',
  message_id: '<01kns0fh@outreach.example>',
  subject: 'Hi Grace',
  sent_at: at,
};

interface Internal<C extends EventContract = EventContract> {
  readonly contract: C;
  readonly data: DataOf<C>;
}
const internal = <C extends EventContract>(contract: C, data: DataOf<C>): Internal => ({ contract, data });

const exampleOf = (type: PublicEventType) => examples.PUBLIC_EVENT_EXAMPLES[type].data;

const campaign = (type: PublicEventType): CampaignView => ({
  ...CAMPAIGN,
  ...Object(exampleOf(type)['campaign']),
});

const campaigns = [
  CampaignCreated,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  CampaignCompleted,
  CampaignArchived,
].map((contract) => internal(contract, { version: 1, campaign: campaign(contract.type), steps: [] }));

const contacts = CONTACT_EVENTS.map((contract) =>
  internal(contract, {
    contact: { ...examples.CONTACT, ...Object(exampleOf(contract.type)['contact']) },
  }),
);

/** For each public event that another service causes: the internal event that the example follows from. */
export const INTERNAL_EVENTS: readonly Internal[] = [
  ...campaigns,
  internal(CampaignAutoPaused, {
    version: 5,
    campaign: campaign('campaign.auto_paused'),
    steps: [],
    reasons: examples.GATE_CHECK.blocking_reasons,
  }),
  internal(EmailSent, { ...OF_ACCOUNT, message_id: '<01kns0fh@outreach.example>', subject: 'Hi Grace' }),
  internal(EmailDelivered, OF_ACCOUNT),
  internal(EmailOpened, { ...FACT, machine: false }),
  internal(EmailClicked, { ...FACT, machine: false, url: 'https://lumen.example/pricing' }),
  internal(EmailReplied, {
    ...OF_ACCOUNT,
    reply_id: examples.REPLY.id,
    version: 1,
    intent: 'interested',
    confidence: 0.9,
    automatic: false,
    from: email,
    snippet: 'Sounds good. Do you have time on Thursday?',
    returns_on: null,
  }),
  internal(EmailBounced, {
    ...OF_ACCOUNT,
    hard: true,
    reported: true,
    refusal: {
      code: 'mailbox_not_found',
      smtp_code: 550,
      enhanced_code: '5.1.1',
      message: '550 5.1.1 user unknown',
    },
  }),
  internal(EmailUnsubscribed, { ...FACT, method: 'one_click' }),
  internal(EmailSpamComplaint, OF_ACCOUNT),
  ...contacts,
  internal(ContactSuppressed, { suppression: examples.SUPPRESSION, contact_id: null }),
  internal(EnrollmentStarted, PERSON),
  internal(EnrollmentFinished, { ...PERSON, status: 'replied', reason: 'replied' }),
  internal(ExportCompleted, {
    job_id: examples.IDS.exportJob,
    campaign_id: FACT.campaign_id,
    format: 'csv',
    include: ['events'],
    sends: 12_000,
    bytes: 4_812_332,
    download_url: String(exampleOf('export.completed')['download_url']),
    expires_at: '2026-04-24T14:00:09.000Z',
  }),
  internal(DeliverabilityAlert, {
    alert: 'campaign_alert',
    campaign_id: FACT.campaign_id,
    sending_account_id: null,
    domain: null,
    message: String(exampleOf('deliverability.alert')['message']),
    reasons: examples.DELIVERABILITY_ALERT.reasons,
    at,
  }),
];
