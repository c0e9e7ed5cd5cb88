import {
  CampaignLaunched,
  GetWarmupReport,
  SendWarmupMessage,
  WarmupReceived,
  WarmupSent,
  type CampaignView,
  type EventContract,
  type SendingAccountView,
  type WarmupMessage,
  type WarmupReport,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { campaignView, eventually, type StubServices } from '#testing';
import { WarmupPlans } from '../src/warmup/persistence/warmup-plans.js';
import { HandOverMessages } from '../src/warmup/use-cases/hand-over-messages.js';
import type { DeliverabilityHarness } from './deliverability-harness.js';

export const IMAP = { host: 'imap.sender.example', port: 993, user: 'ada', password: 'sesame' };

/** The service, and the dispatcher as a stub. */
interface Services {
  readonly deliverability: DeliverabilityHarness;
  readonly dispatcher: StubServices;
}

/** A campaign of a few accounts, in a workspace of its own. */
export class WarmupFixture {
  private version = 1;
  private constructor(
    private readonly services: Services,
    readonly accounts: readonly SendingAccountView[],
    readonly campaign: CampaignView,
  ) {}

  static async of(
    services: Services,
    count: number,
    changes: Partial<CampaignView> = {},
  ): Promise<WarmupFixture> {
    const workspaceId = newId('ws');
    const accounts = await Promise.all(
      Array.from({ length: count }, () => services.deliverability.account(workspaceId, { imap: IMAP })),
    );
    const campaign = campaignView({
      workspace_id: workspaceId,
      campaign_type: 'warmup',
      sending_account_ids: accounts.map(({ id }) => id),
      send_window_start: 9,
      send_window_end: 17,
      warmup: { start: 2, step: 1, ceiling: 20 },
      ...changes,
    });
    return new WarmupFixture(services, accounts, campaign);
  }

  static async launched(
    services: Services,
    count = 3,
    changes: Partial<CampaignView> = {},
  ): Promise<WarmupFixture> {
    const warmup = await WarmupFixture.of(services, count, changes);
    await warmup.tell(CampaignLaunched, 'active');
    return warmup;
  }

  async tell(
    contract: EventContract<string, (typeof CampaignLaunched)['data']>,
    status: CampaignView['status'],
  ): Promise<void> {
    this.version += 1;
    const data = { version: this.version, campaign: { ...this.campaign, status }, steps: [] };
    await this.services.dispatcher.publishData(contract, this.campaign.workspace_id, data);
    await eventually(async () => {
      const stored = await this.storedVersion();
      if (stored !== this.version) throw new Error(`version ${stored} is stored`);
    });
  }

  private async storedVersion(): Promise<number | undefined> {
    const [row] = await this.services.deliverability.database.query<{ version: number }>(
      'select version from warmup_campaign where campaign_id = $1',
      [uuidOf(this.campaign.id)],
    );
    return row?.version;
  }

  /** Plans the day, if it has begun. */
  async plan(): Promise<void> {
    const plans = this.services.deliverability.service.app.get(WarmupPlans);
    while (await plans.planNext(this.services.deliverability.clock.now()));
  }

  async report(): Promise<WarmupReport> {
    const { workspace_id, id: campaign_id } = this.campaign;
    return this.services.deliverability.rpc.request(GetWarmupReport, { workspace_id, campaign_id });
  }

  get requests(): WarmupMessage[] {
    return this.services.dispatcher
      .requestsOf(SendWarmupMessage)
      .map(({ message }) => message)
      .filter(({ campaign_id }) => campaign_id === this.campaign.id);
  }

  /** Hands over what falls due until `at`. */
  async until(at: Date): Promise<WarmupMessage[]> {
    const before = this.requests.length;
    this.services.deliverability.clock.travelTo(at);
    const handOver = this.services.deliverability.service.app.get(HandOverMessages);
    while ((await handOver.execute()) === 'more'); // other campaigns have messages too
    return this.requests.slice(before);
  }

  accountOf(email: string): Id<'ea'> {
    const found = this.accounts.find((account) => account.email === email);
    if (found === undefined) throw new Error(`no account has ${email}`);
    return found.id;
  }

  async sent(requests: readonly WarmupMessage[]): Promise<void> {
    const at = this.services.deliverability.clock.now().toISOString();
    const data = requests.map(({ send_id, campaign_id, sending_account_id }) => ({
      send_id,
      campaign_id,
      sending_account_id,
      at,
      message_id: `<${send_id}@x>`,
    }));
    await this.services.dispatcher.publishData(WarmupSent, this.campaign.workspace_id, ...data);
  }

  async received(requests: readonly WarmupMessage[], placement: 'inbox' | 'spam' = 'inbox'): Promise<void> {
    const at = this.services.deliverability.clock.now().toISOString();
    const data = requests.map(({ send_id, to }) => ({
      send_id,
      sending_account_id: this.accountOf(to),
      placement,
      message_id: `<${send_id}@x>`,
      at,
    }));
    await this.services.dispatcher.publishData(WarmupReceived, this.campaign.workspace_id, ...data);
  }

  totals(report: WarmupReport) {
    const sum = (of: keyof WarmupReport['accounts'][number]['total']) =>
      report.accounts.reduce((all, { total }) => all + total[of], 0);
    return { sent: sum('sent'), inbox: sum('received_inbox'), spam: sum('received_spam') };
  }
}
