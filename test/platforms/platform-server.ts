import { freePort } from '#embedded';
import type { OutsidePlatform } from '#kernel';
import { Faults } from './faults.js';
import { HookSender } from './hook-sender.js';
import { HttpFront, type Answer, type Asked } from './http-front.js';
import type { AccountThere, CampaignThere, FactThere, LeadThere, SentThere } from './state-there.js';

/** A request that was answered; without query and headers, which may hold the key. */
interface Served {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The key that works from the start. */
export const PLATFORM_KEY = 'key-of-the-platform-7c1f';

/** Facts of a hit or an answer of a person. */
type Happening = Pick<FactThere, 'machine' | 'url' | 'text' | 'automatic' | 'words'>;

/**
 * A platform as its documentation describes it, with its state in memory: it survives `kill`. A test decides when a
 * message is sent and what people do; the hooks follow by themselves. One interface for all four, so one story runs over
 * each.
 */
export abstract class PlatformServer {
  abstract readonly platform: OutsidePlatform;
  /** Begins with a slash; empty for none. */
  protected abstract readonly basePath: string;
  /** Their documented limit of requests. */
  protected abstract readonly limit: { readonly requests: number; readonly perMs: number };

  readonly campaigns = new Map<string, CampaignThere>();
  readonly accounts: AccountThere[] = [];
  readonly served: Served[] = [];
  readonly faults = new Faults();
  readonly hooks = new HookSender();
  /** How often the limit was exceeded. */
  exceeded = 0;
  /** False for a plan without a limit. */
  limits = true;
  /** Keys that work. */
  readonly keys = new Set([PLATFORM_KEY]);
  /** The clock of the platform. */
  now: () => Date = () => new Date();
  /** Where hooks go; a test names them as a person does in the platform's settings. */
  readonly hookUrls = new Set<string>();
  private readonly arrivals: number[] = [];
  private facts = 0;
  private port = 0;
  private front: HttpFront | undefined;

  /** The base URL. */
  get url(): string {
    return `http://127.0.0.1:${this.port}${this.basePath}`;
  }

  /** Starts, or starts again at the same port. */
  async start(): Promise<this> {
    this.port = this.port === 0 ? await freePort() : this.port;
    this.front = new HttpFront(this.basePath, this.faults, (asked) => this.serve(asked));
    await this.front.listen(this.port);
    return this;
  }

  /** Nobody listens any more and all connections are cut; the state stays. */
  async kill(): Promise<void> {
    await this.front?.close();
    this.front = undefined;
  }

  async stop(): Promise<void> {
    this.hooks.stop();
    await this.kill();
  }

  addAccount(email: string, more: Partial<AccountThere> = {}): AccountThere {
    const account: AccountThere = {
      id: String(7_000 + this.accounts.length),
      email,
      name: email.replace(/@.*/, ''),
      connected: true,
      dailyLimit: 50,
      sentToday: 0,
      warmup: { enabled: true, startedAt: new Date('2026-01-05T00:00:00Z'), sends: 900, reputation: 98 },
      ...more,
    };
    this.accounts.push(account);
    return account;
  }

  /** The campaign whose name has this marker. */
  campaignOf(marker: string): CampaignThere | undefined {
    return [...this.campaigns.values()].find(({ name }) => name.includes(marker));
  }

  /** A lead by its address, in the campaign with this marker or in any. */
  lead(email: string, marker = ''): { campaign: CampaignThere; lead: LeadThere } {
    for (const campaign of this.campaigns.values()) {
      const lead = campaign.leads.find((each) => each.email.toLowerCase() === email.toLowerCase());
      if (lead !== undefined && campaign.name.includes(marker)) return { campaign, lead };
    }
    throw new Error(`${this.platform} has no lead ${email}`);
  }

  /** Sends the next message to the lead; undefined where the platform would send none now. */
  sendNext(email: string, marker = ''): SentThere | undefined {
    const { campaign, lead } = this.lead(email, marker);
    const step = campaign.steps[lead.sent.length];
    const [from] = campaign.accounts;
    if (campaign.state !== 'active' || lead.state !== 'active' || !step || from === undefined)
      return undefined;
    const fill = (text: string) => this.filled(text, lead);
    const first = campaign.steps[0]?.subject ?? '';
    const sent: SentThere = {
      step: lead.sent.length + 1,
      subject: step.subject === '' ? `Re: ${fill(first)}` : fill(step.subject),
      body: fill(step.body),
      from,
      messageId: `${this.platform}.${campaign.id}.${lead.id}.${lead.sent.length + 1}@mail.example`,
      at: this.now(),
    };
    lead.sent.push(sent);
    this.tell('sent', campaign, lead, {});
    return sent;
  }

  open(email: string, { machine = false } = {}): void {
    this.happen('opened', email, { machine });
  }

  click(email: string, url: string, { machine = false } = {}): void {
    this.happen('clicked', email, { url, machine });
  }

  reply(email: string, text: string, { automatic = false } = {}): void {
    this.happen('replied', email, { text, automatic });
    if (!automatic) this.lead(email).lead.state = 'replied';
  }

  bounce(email: string, words = '550 5.1.1 no such user'): void {
    this.happen('bounced', email, { words });
    this.lead(email).lead.state = 'bounced';
  }

  unsubscribe(email: string): void {
    this.happen('unsubscribed', email, {});
    this.lead(email).lead.state = 'unsubscribed';
  }

  /** A person pauses, deletes or completes the campaign in the platform's own pages. */
  pauseThere(marker: string): void {
    this.required(marker).state = 'paused';
  }

  deleteThere(marker: string): void {
    this.campaigns.delete(this.required(marker).id);
  }

  completeThere(marker: string): void {
    const campaign = this.required(marker);
    campaign.state = 'completed';
    this.tell('completed', campaign, undefined, {});
  }

  protected abstract authorized(asked: Asked): boolean;
  /** The platform's own API. */
  protected abstract answer(asked: Asked): Answer;
  /** The hook of a fact in the platform's words; undefined where it has none. */
  protected abstract hookOf(fact: FactThere): unknown;

  /** The URLs that get the hooks of this campaign. */
  protected hookUrlsOf(_campaign: CampaignThere): Iterable<string> {
    return this.hookUrls;
  }

  /** Headers that they were told to send along. */
  protected hookHeadersOf(_url: string): Readonly<Record<string, string>> {
    return {};
  }

  /** `{{name}}` is the variable of the lead in the syntax of all four. */
  protected filled(text: string, lead: LeadThere): string {
    return text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => lead.variables[name] ?? '');
  }

  private required(marker: string): CampaignThere {
    const campaign = this.campaignOf(marker);
    if (campaign === undefined) throw new Error(`${this.platform} has no campaign ${marker}`);
    return campaign;
  }

  private happen(kind: FactThere['kind'], email: string, what: Happening): void {
    const { campaign, lead } = this.lead(email);
    this.tell(kind, campaign, lead, what);
  }

  private tell(
    kind: FactThere['kind'],
    campaign: CampaignThere,
    lead: LeadThere | undefined,
    what: Happening,
  ): void {
    this.facts += 1;
    const sent = lead?.sent.at(-1);
    const about = { ...(lead !== undefined && { lead }), ...(sent !== undefined && { sent }) };
    const body = this.hookOf({ kind, campaign, ...about, ...what, at: this.now(), number: this.facts });
    if (body === undefined) return;
    for (const url of this.hookUrlsOf(campaign)) this.hooks.send(url, body, this.hookHeadersOf(url));
  }

  private serve(asked: Asked): Answer {
    const answer = this.limited() ?? (this.authorized(asked) ? this.answer(asked) : UNAUTHORIZED);
    this.served.push({ method: asked.method, path: asked.path, status: answer.status });
    return answer;
  }

  /** Their limit, counted over the last `perMs`. */
  private limited(): Answer | undefined {
    if (!this.limits) return undefined;
    const now = performance.now();
    const { requests, perMs } = this.limit;
    while (this.arrivals[0] !== undefined && this.arrivals[0] <= now - perMs) this.arrivals.shift();
    if (this.arrivals.length >= requests) {
      this.exceeded += 1;
      return { status: 429, body: { message: 'too many requests' }, headers: { 'retry-after': '1' } };
    }
    this.arrivals.push(now);
    return undefined;
  }
}

const UNAUTHORIZED: Answer = { status: 401, body: { message: 'invalid api key' } };
