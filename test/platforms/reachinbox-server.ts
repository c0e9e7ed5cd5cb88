import { z } from 'zod';
import type { Answer, Asked } from './http-front.js';
import { PlatformServer } from './platform-server.js';
import { ReachinboxLeads } from './reachinbox-leads.js';
import { fieldsOf, Routes } from './routes.js';
import type { CampaignThere, FactThere } from './state-there.js';

const Id = z.int().positive();
const Sequences = z.object({
  campaignId: Id,
  sequences: z
    .array(
      z.object({
        steps: z
          .array(
            z.object({
              type: z.enum(['initial', 'follow-up']),
              delay: z.int().nonnegative(),
              variants: z.array(z.object({ subject: z.string(), body: z.string().min(1) })).min(1),
            }),
          )
          .min(1),
      }),
    )
    .length(1),
});
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Schedule = z.object({
  campaignId: Id,
  startDate: z.iso.datetime(),
  endDate: z.iso.datetime(),
  schedules: z
    .array(
      z.object({
        name: z.string(),
        timing: z.object({ from: Time, to: Time }),
        days: z.record(z.enum(['0', '1', '2', '3', '4', '5', '6']), z.boolean()),
        timezone: z.string(),
      }),
    )
    .min(1),
});
const Accounts = z.object({ campaignId: Id, accountsToUse: z.array(z.string()) });
const Details = z.looseObject({ campaignId: Id });
const One = z.object({ campaignId: Id });

const EVENTS: Readonly<Partial<Record<FactThere['kind'], string>>> = {
  sent: 'EMAIL_SENT',
  opened: 'EMAIL_OPENED',
  clicked: 'EMAIL_CLICKED',
  replied: 'REPLY_RECEIVED',
  bounced: 'EMAIL_BOUNCED',
  completed: 'CAMPAIGN_COMPLETED',
};

/** ReachInbox, from https://docs.reachinbox.ai and its open clients. Hooks are registered in its pages only. */
export class ReachinboxServer extends PlatformServer {
  override readonly platform = 'reachinbox';
  /** Lists come in `data.rows`, as current clients read them, in place of an array, as the documentation has them. */
  inRows = false;
  protected override readonly basePath = '/api/v1';
  protected override readonly limit = { requests: 10, perMs: 2_000 };
  private created = 0;
  private readonly leads = new ReachinboxLeads(this.campaigns);

  private readonly routes = new Routes()
    .on('GET /campaigns/all', ({ query }) => this.list(query))
    .on('POST /campaigns/create', ({ body }) => this.create(body))
    .on('POST /campaigns/add-sequence', ({ body }) =>
      this.change(Sequences, body, (campaign, { sequences: [sequence] }) => {
        const steps = sequence?.steps ?? [];
        campaign.steps = steps.map(({ delay, variants: [text] }) => ({
          subject: text?.subject ?? '',
          body: text?.body ?? '',
          delay,
        }));
        return ok({});
      }),
    )
    .on('PUT /campaigns/set-schedule', ({ body }) =>
      this.change(Schedule, body, (campaign, schedule) => {
        Object.assign(campaign.settings, schedule);
        return ok({});
      }),
    )
    .on('POST /campaigns/update-details', ({ body }) =>
      this.change(Details, body, (campaign, details) => {
        Object.assign(campaign.settings, details);
        return ok({});
      }),
    )
    .on('PUT /campaigns/set-accounts', ({ body }) => this.setAccounts(body))
    .on('POST /campaigns/start', ({ body }) => this.begin(body))
    .on('POST /campaigns/pause', ({ body }) =>
      this.change(One, body, (campaign) => {
        campaign.state = 'paused';
        return ok({});
      }),
    )
    .on('POST /leads/add', ({ body }) => this.leads.add(body))
    .on('GET /leads', ({ query }) => this.leads.list(query, this.inRows))
    .on('POST /leads/change-state', ({ body }) => this.leads.changeState(body))
    .on('GET /account/all', ({ query }) => this.accountsOf(query));

  protected override authorized({ headers }: Asked): boolean {
    const [scheme, key] = (headers.authorization ?? '').split(' ');
    return scheme === 'Bearer' && this.keys.has(key ?? '');
  }

  protected override answer(asked: Asked): Answer {
    return this.routes.answer(asked) ?? failure(404, 'Route not found');
  }

  /** There is none for an unsubscribe. */
  protected override hookOf(fact: FactThere): unknown {
    const { kind, campaign, lead, sent, at } = fact;
    const event = EVENTS[kind];
    if (event === undefined) return undefined;
    return {
      event,
      timestamp: at.toISOString(),
      campaign_id: Number(campaign.id),
      campaign_name: campaign.name,
      user_webhook_id: '7',
      ...(lead !== undefined && {
        email_id: fact.number,
        lead_id: Number(lead.id),
        lead_email: lead.email,
        lead_first_name: lead.variables['firstName'],
        lead_last_name: lead.variables['lastName'],
      }),
      ...(sent !== undefined && {
        email_account: sent.from,
        step_number: sent.step,
        message_id: `<${kind === 'replied' ? `reply-${fact.number}@mail.example` : sent.messageId}>`,
        email_sent_body: sent.body,
      }),
      ...(kind === 'replied' && { email_replied_body: fact.text }),
    };
  }

  private list(query: URLSearchParams): Answer {
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 50)];
    const newest = [...this.campaigns.values()].toReversed().slice(offset, offset + limit);
    const rows = newest.map(shown);
    return ok(this.inRows ? { count: this.campaigns.size, rows } : rows);
  }

  private create(body: unknown): Answer {
    const { name } = fieldsOf(body);
    if (typeof name !== 'string' || name === '') return failure(400, 'name is required');
    this.created += 1;
    const id = String(9_100 + this.created);
    const campaign: CampaignThere = {
      id,
      name,
      state: 'draft',
      steps: [],
      accounts: [],
      settings: {},
      leads: [],
    };
    this.campaigns.set(id, campaign);
    return ok(shown(campaign));
  }

  private setAccounts(body: unknown): Answer {
    return this.change(Accounts, body, (campaign, { accountsToUse }) => {
      const known = new Set(this.accounts.map(({ email }) => email.toLowerCase()));
      const unknown = accountsToUse.filter((email) => !known.has(email.toLowerCase()));
      if (unknown.length > 0) return failure(400, `accounts are not connected: ${unknown.join(', ')}`);
      campaign.accounts = accountsToUse;
      return ok({});
    });
  }

  private begin(body: unknown): Answer {
    return this.change(One, body, (campaign) => {
      if (campaign.steps.length === 0) return failure(400, 'the campaign has no sequence');
      if (campaign.accounts.length === 0) return failure(400, 'the campaign has no accounts');
      if (campaign.settings['schedules'] === undefined) return failure(400, 'the campaign has no schedule');
      campaign.state = 'active';
      return ok({});
    });
  }

  private accountsOf(query: URLSearchParams): Answer {
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 50)];
    const emailsConnected = this.accounts.slice(offset, offset + limit).map((account) => ({
      id: Number(account.id),
      email: account.email,
      firstName: account.name,
      lastName: null,
      limits: account.dailyLimit,
      mailsSentToday: account.sentToday,
      bouncesToday: 0,
      isActive: true,
      isDisconnected: !account.connected,
      statusConnection: account.connected ? 100 : 0,
      statusMessage: account.connected ? 'Success' : 'Invalid login',
      warmupEnabled: account.warmup.enabled,
      warmupHealthScore: account.warmup.reputation,
      warmupEmailSentPastWeek: 70,
      warmupEmailSent: account.warmup.sends,
      type: 'imap',
      smtpPassword: 'clear-text-of-their-object',
      trackingDomain: null,
    }));
    return ok({ totalCount: this.accounts.length, emailsConnected });
  }

  /** The campaign that the body names, changed, unless the body or the change is refused. */
  private change<Schema extends z.ZodType<{ campaignId: number }>>(
    schema: Schema,
    body: unknown,
    apply: (campaign: CampaignThere, parsed: z.output<Schema>) => Answer,
  ): Answer {
    const parsed = schema.safeParse(body);
    if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
    const campaign = this.campaigns.get(String(parsed.data.campaignId));
    if (campaign === undefined) return failure(404, 'campaign not found');
    return apply(campaign, parsed.data);
  }
}

const ok = (data: unknown): Answer => ({ status: 200, body: { status: 200, message: 'success', data } });
const failure = (status: number, message: string): Answer => ({ status, body: { status, message } });

const WORDS = {
  draft: 'Draft',
  active: 'Active',
  paused: 'Paused',
  stopped: 'Archived',
  completed: 'Completed',
} as const;

function shown({ id, name, state, accounts, settings }: CampaignThere): Record<string, unknown> {
  return {
    dailyLimit: 200,
    maxNewLeads: 200,
    tracking: true,
    linkTracking: true,
    stopOnReply: true,
    stopOnDomainReply: false,
    ...settings,
    id: Number(id),
    name,
    status: WORDS[state],
    isActive: state === 'active',
    hasStarted: state !== 'draft',
    completed: state === 'completed',
    isArchived: state === 'stopped',
    deletedAt: null,
    accountsToUse: accounts,
  };
}
