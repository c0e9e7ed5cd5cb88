import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer, Asked } from './http-front.js';
import { instantlyHookOf, mailsOf, type MailAtInstantly } from './instantly-facts.js';
import { InstantlyLeads } from './instantly-leads.js';
import { PlatformServer } from './platform-server.js';
import { fieldsOf, Routes, textOf } from './routes.js';
import type { CampaignThere, FactThere, StateThere } from './state-there.js';

const Campaign = z.object({
  name: z.string().min(1),
  campaign_schedule: z.object({
    schedules: z
      .array(
        z.object({
          name: z.string(),
          timing: z.object({
            from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
            to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
          }),
          days: z.record(z.enum(['0', '1', '2', '3', '4', '5', '6']), z.boolean()),
          timezone: z.string().refine((zone) => !NOT_LISTED.has(zone)),
        }),
      )
      .min(1),
  }),
  sequences: z
    .array(
      z.object({
        steps: z.array(
          z.object({
            type: z.literal('email'),
            delay: z.number(),
            delay_unit: z.enum(['minutes', 'hours', 'days']).default('days'),
            variants: z.array(z.object({ subject: z.string(), body: z.string() })).min(1),
          }),
        ),
      }),
    )
    .default([]),
  email_list: z.array(z.email()).default([]),
});

/** Some of the zones that their list does not have. */
const NOT_LISTED = new Set([
  'Europe/Paris',
  'America/New_York',
  'Europe/London',
  'UTC',
  'America/Los_Angeles',
]);

const STATUS: Readonly<Record<StateThere, number>> = {
  draft: 0,
  active: 1,
  paused: 2,
  completed: 3,
  stopped: 2,
};

interface WebhookThere {
  readonly id: string;
  readonly target_hook_url: string;
  readonly campaign: string | null;
  readonly event_type: string;
  readonly headers: Readonly<Record<string, string>>;
  status: number;
}

/** Instantly's API v2, from https://developer.instantly.ai and its OpenAPI document. */
export class InstantlyServer extends PlatformServer {
  override readonly platform = 'instantly';
  /** Another status than that of the state: trouble. */
  readonly statuses = new Map<string, number>();
  readonly webhooks: WebhookThere[] = [];
  readonly leads = new InstantlyLeads(this.campaigns);
  protected override readonly basePath = '/api/v2';
  protected override readonly limit = { requests: 100, perMs: 1_000 };
  private readonly mails: MailAtInstantly[] = [];

  private readonly routes = new Routes()
    .on('GET /campaigns', (asked) =>
      page(
        asked,
        [...this.campaigns.values()].map((each) => this.shown(each)),
      ),
    )
    .on('POST /campaigns', ({ body }) => this.create(body))
    .on('GET /campaigns/:id', (_, id = '') => this.of(id, (campaign) => ok(this.shown(campaign))))
    .on('PATCH /campaigns/:id', ({ body }, id = '') => this.of(id, (campaign) => this.patch(campaign, body)))
    .on('POST /campaigns/:id/activate', ({ body }, id = '') =>
      this.of(id, (each) => this.to(each, 'active', body)),
    )
    .on('POST /campaigns/:id/pause', ({ body }, id = '') =>
      this.of(id, (each) => this.to(each, 'paused', body)),
    )
    .on('POST /leads/add', ({ body }) => this.leads.add(body))
    .on('POST /leads/list', ({ body }) => this.leads.list(body))
    .on('DELETE /leads/:id', (_, id = '') => this.leads.remove(id))
    .on('GET /accounts', (asked) => page(asked, this.accountsShown()))
    .on('POST /accounts/warmup-analytics', ({ body }) => this.warmup(body))
    .on('GET /emails', (asked) => page(asked, this.mailsIn(asked.query.get('campaign_id'))))
    .on('GET /webhooks', (asked) => page(asked, this.webhooks))
    .on('POST /webhooks', ({ body }) => this.subscribe(body))
    .on('POST /webhooks/:id/resume', (_, id = '') => this.resume(id));

  /** One step of trouble with a campaign: their negative states. */
  trouble(marker: string, status: -99 | -1 | -2): void {
    const campaign = this.campaignOf(marker);
    if (campaign === undefined) throw new Error(`no campaign ${marker}`);
    campaign.state = 'paused';
    this.statuses.set(campaign.id, status);
  }

  protected override authorized({ headers }: Asked): boolean {
    const [scheme, key] = (headers.authorization ?? '').split(' ');
    return scheme === 'Bearer' && this.keys.has(key ?? '');
  }

  protected override answer(asked: Asked): Answer {
    return this.routes.answer(asked) ?? refused(404, 'Not Found', 'Route not found');
  }

  protected override hookUrlsOf(campaign: CampaignThere): Iterable<string> {
    const subscribed = this.webhooks.filter(
      (hook) => hook.status === 1 && (hook.campaign === null || hook.campaign === campaign.id),
    );
    return new Set([...this.hookUrls, ...subscribed.map((hook) => hook.target_hook_url)]);
  }

  protected override hookHeadersOf(url: string): Readonly<Record<string, string>> {
    return this.webhooks.find((hook) => hook.target_hook_url === url)?.headers ?? {};
  }

  protected override hookOf(fact: FactThere): unknown {
    this.mails.unshift(...mailsOf(fact));
    return instantlyHookOf(fact);
  }

  private create(body: unknown): Answer {
    const parsed = Campaign.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const id = randomUUID();
    const empty = { steps: [], accounts: [], settings: {}, leads: [] };
    const campaign: CampaignThere = { id, name: '', state: 'draft', ...empty };
    this.campaigns.set(id, campaign);
    return this.patch(campaign, body);
  }

  private patch(campaign: CampaignThere, body: unknown): Answer {
    const parsed = Campaign.partial().safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const { name, sequences, email_list: accounts } = parsed.data;
    campaign.name = name ?? campaign.name;
    campaign.accounts = accounts ?? campaign.accounts;
    const [sequence] = sequences ?? []; // only the first one counts
    if (sequence !== undefined) {
      campaign.steps = sequence.steps.flatMap(({ delay, variants: [variant] }) =>
        variant === undefined ? [] : { ...variant, delay },
      );
    }
    campaign.settings = { ...campaign.settings, ...fieldsOf(body) };
    return ok(this.shown(campaign));
  }

  private to(campaign: CampaignThere, state: StateThere, body: unknown): Answer {
    if (body === undefined) return refused(400, 'Bad Request', 'Body cannot be empty');
    campaign.state = state;
    this.statuses.delete(campaign.id);
    return ok(this.shown(campaign));
  }

  private shown(campaign: CampaignThere): Record<string, unknown> {
    const status = this.statuses.get(campaign.id) ?? STATUS[campaign.state];
    const { id, name, accounts: email_list } = campaign;
    return { ...campaign.settings, id, name, email_list, status };
  }

  private of(id: string, then: (campaign: CampaignThere) => Answer): Answer {
    const campaign = this.campaigns.get(id);
    return campaign === undefined ? refused(404, 'Not Found', 'Campaign not found') : then(campaign);
  }

  private accountsShown(): Record<string, unknown>[] {
    return this.accounts.map(({ email, name, connected, dailyLimit, warmup }) => ({
      email,
      first_name: name,
      last_name: 'Sender',
      status: connected ? 1 : -1,
      ...(!connected && { status_message: { code: 'EAUTH', response: '535 5.7.8 bad credentials' } }),
      setup_pending: false,
      daily_limit: dailyLimit,
      warmup_status: warmup.enabled ? 1 : 0,
      timestamp_warmup_start: warmup.startedAt.toISOString(),
      stat_warmup_score: warmup.reputation,
    }));
  }

  private warmup(body: unknown): Answer {
    const { emails } = z.object({ emails: z.array(z.string()).max(100) }).parse(body);
    const known = this.accounts.filter(({ email }) => emails.includes(email));
    return ok({
      aggregate_data: Object.fromEntries(known.map(({ email, warmup }) => [email, { sent: warmup.sends }])),
    });
  }

  private mailsIn(campaign: string | null): readonly object[] {
    return this.mails.filter((mail) => mail.campaign_id === campaign);
  }

  private subscribe(body: unknown): Answer {
    const url = textOf(body, 'target_hook_url');
    if (!url.startsWith('http')) return refused(400, 'Bad Request', 'body/target_hook_url must be a url');
    const headers = z.record(z.string(), z.string()).catch({}).parse(fieldsOf(body)['headers']);
    const hook = {
      id: randomUUID(),
      target_hook_url: url,
      campaign: textOf(body, 'campaign') || null,
      event_type: 'all_events',
      headers,
      status: 1,
    };
    this.webhooks.push(hook);
    return ok(hook);
  }

  private resume(id: string): Answer {
    const hook = this.webhooks.find((each) => each.id === id);
    if (hook === undefined) return refused(404, 'Not Found', 'Webhook not found');
    hook.status = 1;
    return ok(hook);
  }
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function refused(statusCode: number, error: string, message: string): Answer {
  return { status: statusCode, body: { statusCode, error, message } };
}

function invalid(error: z.ZodError): Answer {
  const [issue] = error.issues;
  return refused(400, 'Bad Request', `body/${issue?.path.join('/') ?? ''} ${issue?.message ?? ''}`);
}

/** A page of a list, whose cursor is the number of items before it. The last page with items names a next one too. */
function page({ query }: Asked, items: readonly object[]): Answer {
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= 100)) return refused(400, 'Bad Request', 'querystring/limit must be <= 100');
  const from = Number(query.get('starting_after') ?? 0);
  const shown = items.slice(from, from + limit);
  return ok({ items: shown, ...(shown.length > 0 && { next_starting_after: String(from + shown.length) }) });
}
