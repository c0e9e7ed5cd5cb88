import { z } from 'zod';
import type { Answer, Asked } from './http-front.js';
import { PlatformServer } from './platform-server.js';
import { fieldsOf, Routes } from './routes.js';
import {
  smartleadAccountShown,
  smartleadCampaignShown,
  smartleadHook,
  smartleadSequenceShown,
} from './smartlead-answers.js';
import { SmartleadLeads } from './smartlead-leads.js';
import type { CampaignThere, FactThere } from './state-there.js';

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Schedule = z.strictObject({
  schedule: z.strictObject({
    timezone: z.string(),
    days: z.array(z.int().min(0).max(6)).min(1),
    start_hour: Time,
    end_hour: Time,
    min_time_btw_emails: z.number().positive(),
  }),
});
const Sequences = z.object({
  sequences: z.array(
    z.object({
      id: z.number().nullable(),
      seq_number: z.int().positive(),
      subject: z.string(),
      email_body: z.string().min(1),
      seq_delay_details: z.strictObject({ delay_in_days: z.int().min(0).max(365) }),
    }),
  ),
});
const Settings = z.object({
  name: z.string().min(1),
  track_settings: z.array(
    z.enum(['DONT_TRACK_EMAIL_OPEN', 'DONT_TRACK_LINK_CLICK', 'DONT_TRACK_REPLY_TO_AN_EMAIL']),
  ),
  stop_lead_settings: z.enum(['REPLY_TO_AN_EMAIL', 'CLICK_ON_A_LINK', 'OPEN_AN_EMAIL']),
});
const AccountIds = z.object({ email_account_ids: z.array(z.int()).min(1) });
const Status = z.object({ status: z.enum(['START', 'PAUSED', 'STOPPED']) });
const Webhook = z.object({
  name: z.string(),
  webhook_url: z.url(),
  association_type: z.enum(['user', 'client', 'campaign']),
  email_campaign_id: z.int().optional(),
  event_type_map: z.record(z.string(), z.boolean()),
});
const STATES = { START: 'active', PAUSED: 'paused', STOPPED: 'stopped' } as const;

/** Smartlead, from https://api.smartlead.ai and what its clients found. */
export class SmartleadServer extends PlatformServer {
  override readonly platform = 'smartlead';
  readonly webhooks: z.output<typeof Webhook>[] = [];
  private created = 0;
  readonly leads = new SmartleadLeads(this.campaigns);
  protected override readonly basePath = '/api/v1';
  protected override readonly limit = { requests: 60, perMs: 60_000 };

  private readonly routes = new Routes()
    .on('GET /campaigns', () => json([...this.campaigns.values()].map(smartleadCampaignShown)))
    .on('POST /campaigns/create', ({ body }) => this.create(body))
    .on('GET /campaigns/:id', (_, id = '') => {
      const campaign = this.campaigns.get(id);
      return json(campaign === undefined ? {} : smartleadCampaignShown(campaign));
    })
    .on('POST /campaigns/:id/schedule', ({ body }, id) =>
      this.change(id, Schedule, body, (campaign, { schedule }) => {
        Object.assign(campaign.settings, schedule);
        return json({ success: true, data: {} });
      }),
    )
    .on('POST /campaigns/:id/settings', ({ body }, id) =>
      this.change(id, Settings, body, (campaign, settings) => {
        campaign.name = settings.name;
        Object.assign(campaign.settings, settings);
        return json({ ok: true });
      }),
    )
    .on('GET /campaigns/:id/sequences', (_, id = '') => json(smartleadSequenceShown(this.campaigns.get(id))))
    .on('POST /campaigns/:id/sequences', ({ body }, id) => this.setSequences(id, body))
    .on('GET /campaigns/:id/email-accounts', (_, id = '') => {
      const used = new Set(this.campaigns.get(id)?.accounts);
      return json(this.accounts.filter(({ email }) => used.has(email)).map(smartleadAccountShown));
    })
    .on('POST /campaigns/:id/email-accounts', ({ body }, id) => this.setAccounts(id, body, 'add'))
    .on('DELETE /campaigns/:id/email-accounts', ({ body }, id) => this.setAccounts(id, body, 'remove'))
    .on('POST /campaigns/:id/status', ({ body }, id) => this.setStatus(id, body))
    .on('POST /campaigns/:id/leads', ({ body }, id = '') => this.leads.add(id, body))
    .on('GET /campaigns/:id/leads', ({ query }, id = '') => this.leads.list(id, query))
    .on('POST /campaigns/:id/leads/:lead/pause', (_, id = '', lead = '') => this.leads.pause(id, lead))
    .on('GET /campaigns/:id/leads/:lead/message-history', (_, id = '', lead = '') =>
      this.leads.history(id, lead),
    )
    .on('GET /campaigns/:id/statistics', ({ query }, id = '') => this.leads.statistics(id, query))
    .on('GET /leads/', ({ query }) => this.leads.byEmail(query.get('email') ?? ''))
    .on('GET /email-accounts/', ({ query }) => {
      const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 100)];
      if (limit < 1 || limit > 100) return failure(400, '"limit" must be between 1 and 100');
      return json(this.accounts.slice(offset, offset + limit).map(smartleadAccountShown));
    })
    .on('POST /webhook/create', ({ body }) => this.register(body));

  protected override authorized({ query }: Asked): boolean {
    return this.keys.has(query.get('api_key') ?? '');
  }

  protected override answer(asked: Asked): Answer {
    return this.routes.answer(asked) ?? failure(404, 'Not Found');
  }

  /** One for the whole account goes before those of a campaign. */
  protected override hookUrlsOf(campaign: CampaignThere): Iterable<string> {
    const ofUser = this.webhooks.filter(({ association_type: type }) => type === 'user');
    const ofCampaign = this.webhooks.filter(({ email_campaign_id: id }) => String(id) === campaign.id);
    const registered = ofUser.length > 0 ? ofUser : ofCampaign;
    return new Set([...this.hookUrls, ...registered.map(({ webhook_url: url }) => url)]);
  }

  protected override hookOf(fact: FactThere): unknown {
    this.leads.keep(fact);
    return smartleadHook(fact);
  }

  private create(body: unknown): Answer {
    const { name } = fieldsOf(body);
    if (typeof name !== 'string' || name === '') return failure(400, '"name" is required');
    this.created += 1;
    const id = String(3_000 + this.created);
    this.campaigns.set(id, { id, name, state: 'draft', steps: [], accounts: [], settings: {}, leads: [] });
    return json({ ok: true, id: Number(id), name, created_at: new Date().toISOString() });
  }

  private setSequences(id: string | undefined, body: unknown): Answer {
    return this.change(id, Sequences, body, (campaign, { sequences }) => {
      if (campaign.state === 'active')
        return failure(400, 'the campaign is active: pause it to edit the sequence');
      campaign.steps = sequences
        .toSorted((a, b) => a.seq_number - b.seq_number)
        .map((step) => ({
          subject: step.subject,
          body: step.email_body,
          delay: step.seq_delay_details.delay_in_days,
        }));
      return json({ ok: true });
    });
  }

  private setAccounts(id: string | undefined, body: unknown, how: 'add' | 'remove'): Answer {
    return this.change(id, AccountIds, body, (campaign, { email_account_ids: ids }) => {
      const meant = this.accounts.filter((account) => ids.includes(Number(account.id)));
      if (meant.length !== ids.length) return failure(404, 'no such email account');
      const emails = new Set(meant.map(({ email }) => email));
      const others = campaign.accounts.filter((email) => !emails.has(email));
      campaign.accounts = how === 'add' ? [...others, ...emails] : others;
      return json({ ok: true });
    });
  }

  private setStatus(id: string | undefined, body: unknown): Answer {
    return this.change(id, Status, body, (campaign, { status }) => {
      if (campaign.state === 'stopped') return failure(400, 'the campaign is stopped for ever');
      const isReady = campaign.steps.length > 0 && campaign.accounts.length > 0;
      if (status === 'START' && !isReady) return failure(400, 'the campaign has no sequence or no accounts');
      campaign.state = STATES[status];
      return json({ ok: true });
    });
  }

  private register(body: unknown): Answer {
    const parsed = Webhook.safeParse(body);
    if (!parsed.success) return failure(422, z.prettifyError(parsed.error));
    const same = this.webhooks.findIndex(
      (hook) =>
        hook.webhook_url === parsed.data.webhook_url &&
        hook.email_campaign_id === parsed.data.email_campaign_id,
    );
    if (same === -1) this.webhooks.push(parsed.data);
    const id = 60 + (same === -1 ? this.webhooks.length : same + 1);
    return json({ ok: true, id, webhook_url: parsed.data.webhook_url });
  }

  private change<Schema extends z.ZodType>(
    id: string | undefined,
    schema: Schema,
    body: unknown,
    apply: (campaign: CampaignThere, parsed: z.output<Schema>) => Answer,
  ): Answer {
    const campaign = this.campaigns.get(id ?? '');
    if (campaign === undefined) return failure(404, 'campaign not found');
    const parsed = schema.safeParse(body);
    if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
    return apply(campaign, parsed.data);
  }
}

const json = (body: unknown): Answer => ({ status: 200, body });
const failure = (status: number, message: string): Answer => ({
  status,
  body: { ok: false, error: message },
});
