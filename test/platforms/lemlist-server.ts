import { randomUUID } from 'node:crypto';
import type { Answer, Asked } from './http-front.js';
import { LemlistLeads } from './lemlist-leads.js';
import { LemlistSequences } from './lemlist-sequences.js';
import { PlatformServer } from './platform-server.js';
import { fieldsOf, Routes, textOf } from './routes.js';
import type { AccountThere, CampaignThere, FactThere, SentThere } from './state-there.js';

interface HookThere {
  readonly _id: string;
  readonly targetUrl: string;
  readonly type: string | null;
  readonly campaignId: string | null;
}

const ACTIVITIES: Readonly<Record<FactThere['kind'], string>> = {
  sent: 'emailsSent',
  opened: 'emailsOpened',
  clicked: 'emailsClicked',
  replied: 'emailsReplied',
  bounced: 'emailsBounced',
  unsubscribed: 'emailsUnsubscribed',
  completed: 'campaignComplete',
};

/** lemlist, from https://developer.lemlist.com, and from what clients saw where it does otherwise. */
export class LemlistServer extends PlatformServer {
  override readonly platform = 'lemlist';
  readonly registered: HookThere[] = [];
  readonly leads = new LemlistLeads(this.campaigns);
  readonly sequences = new LemlistSequences(this.campaigns);
  protected override readonly basePath = '/api';
  protected override readonly limit = { requests: 20, perMs: 2_000 };
  private readonly activities: { campaignId: string; createdAt: string; type: string }[] = [];

  private readonly routes = this.sequences
    .routes(new Routes(), (id, then) => this.of(id, then))
    .on('GET /team', () => ok({ _id: 'tea_1', userIds: ['usr_1'], name: 'Sales' }))
    .on('GET /users/usr_1', () => ok(this.user()))
    .on('GET /lemwarm/:id/settings', (_, id = '') => this.lemwarm(id))
    .on('GET /campaigns', ({ query }) => this.list(query))
    .on('POST /campaigns', ({ body }) => this.create(body))
    .on('GET /campaigns/reports', ({ query }) => this.reports(query))
    .on('GET /campaigns/:id', (_, id = '') => this.of(id, (each) => ok(this.shown(each))))
    .on('PATCH /campaigns/:id', ({ body }, id = '') => this.of(id, (each) => this.patch(each, body)))
    .on('POST /campaigns/:id/start', (_, id = '') => this.of(id, startOf))
    .on('POST /campaigns/:id/pause', (_, id = '') => this.of(id, pauseOf))
    .on('POST /campaigns/:id/leads/', (asked, id = '') => this.of(id, (each) => this.leads.add(each, asked)))
    .on('DELETE /campaigns/:id/leads/:lead', (asked, id = '', lead = '') =>
      this.of(id, (each) => this.leads.remove(each, lead, asked)),
    )
    .on('GET /leads/:email', (asked, email = '') => this.leads.found(email, asked))
    .on('GET /activities', ({ query }) => this.activitiesOf(query))
    .on('GET /hooks', () => ok(this.registered))
    .on('POST /hooks', (asked) => this.addHook(asked));

  protected override authorized({ headers }: Asked): boolean {
    const [scheme, login = ''] = (headers.authorization ?? '').split(' ');
    const [user, key] = Buffer.from(login, 'base64').toString().split(':');
    return scheme === 'Basic' && user === '' && this.keys.has(key ?? '');
  }

  /** The pages of their application answer every path that the API does not have. */
  protected override answer(asked: Asked): Answer {
    return (
      this.routes.answer(asked) ?? {
        status: 200,
        text: '<html></html>',
        headers: { 'content-type': 'text/html' },
      }
    );
  }

  protected override hookUrlsOf(campaign: CampaignThere): Iterable<string> {
    const type = this.activities[0]?.type;
    const ours = this.registered.filter(
      (hook) =>
        (hook.type === null || hook.type === type) &&
        (hook.campaignId === null || hook.campaignId === campaign.id),
    );
    return new Set([...this.hookUrls, ...ours.map(({ targetUrl }) => targetUrl)]);
  }

  protected override hookOf(fact: FactThere): unknown {
    const activity = activityOf(fact);
    this.activities.unshift(activity);
    return activity;
  }

  private create(body: unknown): Answer {
    const { name } = fieldsOf(body);
    if (typeof name !== 'string' || name === '') return { status: 400, text: 'Missing name' };
    const id = `cam_${randomUUID().slice(0, 17)}`;
    const empty = { steps: [], accounts: [], leads: [] };
    const campaign: CampaignThere = { id, name, state: 'active', settings: fieldsOf(body), ...empty };
    this.campaigns.set(id, campaign);
    const owned = this.sequences.created(campaign, textOf(body, 'timezone') || 'Europe/Paris');
    return ok({ _id: id, ...owned, name, state: 'running', senders: [] });
  }

  private patch(campaign: CampaignThere, body: unknown): Answer {
    const fields = fieldsOf(body);
    if (typeof fields['name'] === 'string') campaign.name = fields['name'];
    const users = fields['sendUserIds'];
    // Each mailbox of a user sends.
    if (Array.isArray(users))
      campaign.accounts = users.includes('usr_1') ? this.accounts.map(({ email }) => email) : [];
    campaign.settings = { ...campaign.settings, ...fields };
    return ok(fields);
  }

  private shown({ id, name, state, leads, accounts }: CampaignThere): Record<string, unknown> {
    const status = state === 'active' ? 'running' : state === 'completed' ? 'ended' : state;
    const senders = accounts.map((email) => ({ id: 'usr_1', email }));
    return { _id: id, name, status: leads.length === 0 ? 'draft' : status, senders, errors: [] };
  }

  private list(query: URLSearchParams): Answer {
    const offset = Number(query.get('offset') ?? 0);
    const limit = Math.min(100, Number(query.get('limit') ?? 100));
    const all = [...this.campaigns.values()].toReversed().map((each) => this.shown(each));
    const page = all.slice(offset, offset + limit);
    return ok(
      query.get('version') === 'v2' ? { campaigns: page, pagination: { totalRecords: all.length } } : page,
    );
  }

  private reports(query: URLSearchParams): Answer {
    const ids = (query.get('campaignIds') ?? '').split(',');
    const known = ids.flatMap((id) => this.campaigns.get(id) ?? []);
    return ok(
      known.map(({ id, name, state }) => ({ _id: id, name, state: state === 'active' ? 'running' : state })),
    );
  }

  private activitiesOf(query: URLSearchParams): Answer {
    if (query.get('version') !== 'v2') return { status: 400, text: 'version v2 is mandatory' };
    const since = query.get('minDate') ?? '';
    const offset = Number(query.get('offset') ?? 0);
    const ours = this.activities.filter(
      ({ campaignId, createdAt }) => campaignId === query.get('campaignId') && createdAt >= since,
    );
    return ok(ours.slice(offset, offset + Number(query.get('limit') ?? 100)));
  }

  private addHook({ body, query }: Asked): Answer {
    const { targetUrl, type } = fieldsOf(body);
    if (typeof targetUrl !== 'string') return { status: 400, text: 'Missing targetUrl' };
    const hook = {
      _id: `hoo_${this.registered.length}`,
      targetUrl,
      type: typeof type === 'string' ? type : null,
      campaignId: query.get('campaignId'),
    };
    this.registered.push(hook);
    return ok(hook);
  }

  private user(): Record<string, unknown> {
    const mailboxes = this.accounts.map((account) => ({
      _id: mailboxOf(account),
      email: account.email,
      provider: 'google',
      status: account.connected ? 'CONNECTED' : 'ERROR',
      lemlist: { emailLimit: account.dailyLimit },
      lemwarm: { active: account.warmup.enabled },
    }));
    return { _id: 'usr_1', email: 'owner@ours.example', role: 'admin', mailboxes };
  }

  private lemwarm(id: string): Answer {
    const account = this.accounts.find((each) => mailboxOf(each) === id);
    if (account === undefined) return { status: 404, text: 'Mailbox not found' };
    const { startedAt, sends, reputation } = account.warmup;
    const details = [{ dnsScore: 100 }, { statCount: 10, total: sends }, { mailboxAge: 30 }];
    return ok({
      activeAt: startedAt.toISOString(),
      warmEmailMax: 40,
      deliverability: { score: reputation, details },
    });
  }

  private of(id: string, then: (campaign: CampaignThere) => Answer): Answer {
    const campaign = this.campaigns.get(id);
    return campaign === undefined ? { status: 404, text: 'Campaign not found' } : then(campaign);
  }
}

function activityOf(fact: FactThere) {
  const { kind, campaign, lead, sent, at, number } = fact;
  return {
    _id: `act_${campaign.id.slice(4, 12)}${number}`,
    type: kind === 'replied' && fact.automatic === true ? 'outOfOffice' : ACTIVITIES[kind],
    createdAt: at.toISOString(),
    isFirst: true,
    bot: fact.machine ?? false,
    teamId: 'tea_1',
    campaignId: campaign.id,
    campaignName: campaign.name,
    ...(lead !== undefined && { leadId: lead.id, leadEmail: lead.email }),
    ...(sent !== undefined && messageOf(sent)),
    ...(kind === 'replied' && answerOf(fact)),
    url: fact.url,
    errorMessage: fact.words,
  };
}

function messageOf({ step, from, subject, messageId }: SentThere) {
  return { sequenceStep: step - 1, sendUserEmail: from, subject, messageId: `<${messageId}>` };
}

function answerOf({ text, number }: FactThere) {
  return { text, messagePreview: text?.slice(0, 40), messageId: `<reply.${number}@example.com>` };
}

function startOf(campaign: CampaignThere): Answer {
  if (campaign.state === 'active')
    return { status: 400, text: "You can't start campaigns that are already running." };
  campaign.state = 'active';
  return ok({ _id: campaign.id, state: 'running' });
}

function pauseOf(campaign: CampaignThere): Answer {
  if (campaign.state !== 'active')
    return { status: 400, text: "You can't pause campaigns that are not running." };
  campaign.state = 'paused';
  return ok({ _id: campaign.id, state: 'paused' });
}

function mailboxOf({ id }: AccountThere): string {
  return `usm_${id}`;
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}
