import type {
  AccountChanged,
  CampaignEventData,
  CampaignView,
  DataOf,
  SmtpCredentials,
  StepDue,
  StepVariant,
  StepView,
} from '#contracts';
import { newId } from '#kernel';
import { campaignView, stepView } from '#testing';

/** A campaign of two steps over a few sending accounts, as the other services know it. */
export class CampaignFixture {
  readonly workspaceId = newId('ws');
  readonly steps: StepView[] = [
    stepView(),
    stepView({
      step_number: 2,
      subject: '',
      body_html: null,
      body_text: 'Again, {{ first_name }}',
    }),
  ];
  readonly accounts: DataOf<typeof AccountChanged>[];
  /** Whether the mailboxes of its accounts are read. */
  readsReplies = true;
  readonly campaign: CampaignView;
  private version = 1;

  constructor(
    readonly smtpPort: number,
    { accounts, ...changes }: { accounts: number } & Partial<CampaignView>,
  ) {
    this.accounts = Array.from({ length: accounts }, (_, at) => ({
      version: 1,
      sending_account_id: newId('ea'),
      email: `account${at}@sender.example`,
      status: 'active',
      daily_send_limit: 100_000,
      time_zone: 'UTC',
      health_score: 90,
    }));
    this.campaign = campaignView({
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

  credentials(account: string): SmtpCredentials[] {
    return this.accounts
      .filter(({ sending_account_id }) => sending_account_id === account)
      .map(({ sending_account_id, version, email }) => ({
        sending_account_id,
        version,
        email,
        display_name: 'Ada Lovelace',
        reads_replies: this.readsReplies,
        smtp: {
          host: '127.0.0.1',
          port: this.smtpPort,
          secure: false,
          require_tls: false,
          user: 'ada',
          password: 'right',
        },
      }));
  }
}

export const stepVariant = (label: string, subject: string, weight = 1): StepVariant => ({
  id: newId('var'),
  label,
  weight,
  subject,
  body_html: null,
  body_text: null,
});
