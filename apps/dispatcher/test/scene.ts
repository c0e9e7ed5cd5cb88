import type {
  AccountChanged,
  CampaignEventData,
  CampaignView,
  DataOf,
  Recipient,
  StepDue,
  StepVariant,
  StepView,
  Transport,
} from '#contracts';
import { newId } from '#kernel';

/** A campaign of two steps over a few inboxes, as its neighbours know it. */
export class Scene {
  readonly workspaceId = newId('ws');
  readonly steps: StepView[] = [
    aStep(1, { subject: 'Hello {{ first_name }}', body_html: '<p>Hi {{ first_name }}</p>' }),
    aStep(2, { body_text: 'Again, {{ first_name }}' }),
  ];
  readonly accounts: DataOf<typeof AccountChanged>[];
  readonly campaign: CampaignView;
  private version = 1;

  constructor(
    readonly smtpPort: number,
    { inboxes, ...changes }: { inboxes: number } & Partial<CampaignView>,
  ) {
    this.accounts = Array.from({ length: inboxes }, (_, at) => ({
      version: 1,
      sending_account_id: newId('ea'),
      email: `inbox${at}@sender.example`,
      status: 'active',
      daily_send_limit: 100_000,
      time_zone: 'UTC',
      health_score: 90,
    }));
    this.campaign = aCampaign({
      workspace_id: this.workspaceId,
      sending_account_ids: this.accounts.map(({ sending_account_id }) => sending_account_id),
      ...changes,
    });
  }

  /** The data of the next event of the campaign. */
  next(status: CampaignView['status']): CampaignEventData {
    this.version += 1;
    const steps = this.steps.map(({ id, step_number }) => ({ step_id: id, step_number, delay_ms: 0 }));

    return { version: this.version, campaign: { ...this.campaign, status }, steps };
  }

  get currentVersion(): number {
    return this.version;
  }

  due(count: number, dueAt = new Date()): StepDue[] {
    return Array.from({ length: count }, (_, at) => ({
      enrollment_id: newId('enr'),
      contact_id: newId('cont'),
      email: `contact${at}@recipient.example`,
      step_id: this.steps[0]?.id ?? newId('step'),
      step_number: 1,
      due_at: dueAt.toISOString(),
    }));
  }

  transport(account: string): Transport[] {
    return this.accounts
      .filter(({ sending_account_id }) => sending_account_id === account)
      .map(({ sending_account_id, version, email }) => ({
        sending_account_id,
        version,
        email,
        display_name: 'Ada Lovelace',
        smtp: { host: '127.0.0.1', port: this.smtpPort, secure: false, user: 'ada', password: 'right' },
      }));
  }
}

export const aRecipient = (contact: Partial<Recipient>): Recipient => ({
  contact_id: newId('cont'),
  email: 'contact@recipient.example',
  first_name: 'Grace',
  last_name: null,
  title: null,
  seniority: null,
  department: null,
  country: null,
  time_zone: null,
  company: { name: null, domain: null, industry: null },
  custom_fields: {},
  ...contact,
});

export const aVariant = (label: string, subject: string, weight = 1): StepVariant => ({
  id: newId('var'),
  label,
  weight,
  subject,
  body_html: null,
  body_text: null,
});

const aStep = (step_number: number, facts: Partial<StepView>): StepView => ({
  id: newId('step'),
  step_number,
  delay_value: 0,
  delay_unit: 'days',
  subject: '',
  body_html: null,
  body_text: null,
  same_thread: true,
  ...facts,
});

const aCampaign = (facts: Partial<CampaignView>): CampaignView => ({
  id: newId('camp'),
  workspace_id: newId('ws'),
  client_id: null,
  name: 'Spring',
  status: 'active',
  campaign_type: 'cold_outreach',
  platform: 'native',
  sequence_id: newId('seq'),
  sending_account_ids: [],
  min_health_score: 70,
  daily_send_limit: 1_000_000,
  max_new_leads_per_day: 50,
  smart_time_gaps: false,
  send_window_start: 0,
  send_window_end: 24,
  send_days: [1, 2, 3, 4, 5, 6, 7],
  time_zone: 'UTC',
  recipient_time_zone: false,
  open_tracking_enabled: true,
  link_tracking_enabled: true,
  stop_on_reply: true,
  stop_on_domain_reply: false,
  stop_on_unsubscribe: true,
  contact_filter: { country: ['DE'] },
  pause_reason: null,
  paused_by: null,
  started_at: null,
  completed_at: null,
  archived_at: null,
  created_at: '2026-05-01T00:00:00.000Z',
  updated_at: '2026-05-01T00:00:00.000Z',
  ...facts,
});
