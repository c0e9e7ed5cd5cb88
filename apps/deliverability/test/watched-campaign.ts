import {
  CampaignUnhealthy,
  EmailBounced,
  EmailSent,
  EmailSpamComplaint,
  ListDeliverabilityAlerts,
  type CampaignEventData,
  type CampaignView,
  type DeliverabilityEventView,
  type EventContract,
  type SendingAccountView,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { makeEvent } from '#messaging';
import { campaignView, eventually, outboxEvents } from '#testing';
import type { DeliverabilityHarness } from './deliverability-harness.js';

/** A campaign whose messages and changes of state a test makes up, as the other services publish them. */
export class WatchedCampaign {
  private version = 0;
  private activeSince: string | null = null;

  private constructor(
    private readonly deliverability: DeliverabilityHarness,
    readonly account: SendingAccountView,
    readonly view: CampaignView,
  ) {}

  /** In a workspace of its own. */
  static async create(
    deliverability: DeliverabilityHarness,
    settings: Partial<CampaignView> = {},
  ): Promise<WatchedCampaign> {
    const account = await deliverability.account(newId('ws'));
    const view = campaignView({ workspace_id: account.workspace_id, ...settings });
    return new WatchedCampaign(deliverability, account, view);
  }

  get id(): Id<'camp'> {
    return this.view.id;
  }

  get workspaceId(): Id<'ws'> {
    return this.view.workspace_id;
  }

  /** Another campaign with the same sending account. */
  neighbour(): WatchedCampaign {
    return new WatchedCampaign(this.deliverability, this.account, { ...this.view, id: newId('camp') });
  }

  /** An event about the campaign, which is active from then on or, with another status, not active any more. */
  async change(contract: EventContract, status: CampaignView['status'] = 'active'): Promise<void> {
    await this.tell(contract, this.next(status));
    await this.followed();
  }

  /** The data of the next event, for a test that publishes it late. */
  next(status: CampaignView['status'] = 'active'): CampaignEventData {
    const now = this.deliverability.clock.now().toISOString();
    this.version += 1;
    this.activeSince = status === 'active' ? now : null;
    const campaign = { ...this.view, status, updated_at: now };
    return { version: this.version, campaign, steps: [], active_since: this.activeSince };
  }

  async tell(contract: EventContract, data: object): Promise<void> {
    const time = this.deliverability.clock.now();
    const event = makeEvent(contract, { service: 'campaigns', workspaceId: this.workspaceId, time, data });
    await this.deliverability.publish(contract, [event]);
  }

  async followed(): Promise<void> {
    await eventually(async () => {
      const [row] = await this.deliverability.database.query<{ version: number }>(
        'select version from campaign_watch where campaign_id = $1',
        [uuidOf(this.id)],
      );
      if (row?.version !== this.version) throw new Error('the event was not handled yet');
    });
  }

  sent(send = newId('send')) {
    return this.of(this.deliverability.sent(this.account, undefined, send));
  }

  /** Without an `email.sent` of the same message: a refusal during SMTP. */
  bounced(send = newId('send')) {
    return this.of(this.deliverability.bounced(this.account, undefined, send));
  }

  complained(send = newId('send')) {
    return this.of(this.deliverability.complained(this.account, undefined, send));
  }

  /** So many messages of each fate; resolves when they are counted. */
  async messages(fates: { readonly sent?: number; readonly bounced?: number; readonly complained?: number }) {
    const before = await this.facts();
    const { sent = 0, bounced = 0, complained = 0 } = fates;
    const complaints = many(complained, () => newId('send'));
    await this.deliverability.publish(EmailSent, [
      ...many(sent, () => this.sent()),
      ...complaints.map((send) => this.sent(send)),
    ]);
    await this.deliverability.publish(
      EmailBounced,
      many(bounced, () => this.bounced()),
    );
    await this.deliverability.publish(
      EmailSpamComplaint,
      complaints.map((send) => this.complained(send)),
    );
    await this.counted(before + sent + bounced + complained, complained);
  }

  /** Resolves when so many messages are stored, and so many complaints at least. */
  async counted(messages: number, complaints = 0): Promise<void> {
    await eventually(async () => {
      const [row] = await this.deliverability.database.query<{ complained: number }>(
        'select count(complained_at)::int as complained from message_fact where campaign_id = $1',
        [uuidOf(this.id)],
      );
      if ((await this.facts()) < messages || (row?.complained ?? 0) < complaints)
        throw new Error('not all messages are counted yet');
    });
  }

  /** The pauses that were asked for, each with its reasons. */
  async pauses(): Promise<string[][]> {
    const events = await outboxEvents(this.deliverability.database, CampaignUnhealthy);
    return events
      .filter(({ data }) => data.campaign_id === this.id)
      .map(({ data }) => data.reasons.map(({ code }) => code));
  }

  /** Without those about its sending account. */
  async alerts(): Promise<DeliverabilityEventView[]> {
    const query = { workspace_id: this.workspaceId, page_size: 50, campaign_id: [this.id] };
    return (await this.deliverability.rpc.request(ListDeliverabilityAlerts, query)).results;
  }

  /** All hours together. */
  async figures(): Promise<{ sent: number; bounced: number; complained: number } | undefined> {
    const [row] = await this.deliverability.database.query<{
      sent: number;
      bounced: number;
      complained: number;
    }>(
      `select sum(sent)::int as sent, sum(bounced)::int as bounced, sum(complained)::int as complained
       from campaign_hour where campaign_id = $1`,
      [uuidOf(this.id)],
    );
    return row;
  }

  private async facts(): Promise<number> {
    const [row] = await this.deliverability.database.query<{ facts: number }>(
      'select count(*)::int as facts from message_fact where campaign_id = $1',
      [uuidOf(this.id)],
    );
    return row?.facts ?? 0;
  }

  private of<E extends { readonly data: object }>(event: E): E {
    return { ...event, data: { ...event.data, campaign_id: this.id } };
  }
}

export const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
