import { randomUUID } from 'node:crypto';
import type { Provider } from '@nestjs/common';
import type { EventContract, EventOf } from '#contracts';
import type { Id } from '#kernel';
import { outboxEvents, startServiceCore, type ServiceCore } from '#testing';
import type { Outcome } from '../src/domain/outcome.js';
import { CampaignSendStates } from '../src/persistence/campaign-send-states.js';
import { Claims, type ClaimedSend } from '../src/persistence/claims.js';
import { DeliveryAttempts, type Result } from '../src/persistence/delivery-attempts.js';
import { Instances } from '../src/persistence/instances.js';
import { LostTime } from '../src/persistence/lost-time.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { PlannedSends } from '../src/persistence/planned-sends.js';
import { Sends } from '../src/persistence/sends.js';
import { WarmupSends } from '../src/persistence/warmup-sends.js';
import { Seeder } from './seed-sends.js';

export const NOON = new Date('2026-05-04T12:00:00Z');
export const LATER = new Date('2026-05-04T13:00:00Z');
export const TOMORROW = new Date('2026-05-05T12:00:00Z');

/** Some providers of the dispatcher on its migrated database. */
export const startCore = (url: string, providers: readonly Provider[]): Promise<ServiceCore> =>
  startServiceCore({ service: 'dispatcher', url, migrations, providers, poolSize: 12 });

/** One dispatcher process on the database, without an SMTP server: it claims sends, starts and records deliveries, and reaps. */
export class DeliveryHarness {
  readonly me = randomUUID();
  readonly seeder: Seeder;
  readonly claims: Claims;
  readonly deliveryAttempts: DeliveryAttempts;
  readonly instances: Instances;
  readonly campaignSendStates: CampaignSendStates;

  private constructor(readonly core: ServiceCore) {
    this.seeder = new Seeder(core.database);
    this.claims = core.get(Claims);
    this.deliveryAttempts = core.get(DeliveryAttempts);
    this.instances = core.get(Instances);
    this.campaignSendStates = core.get(CampaignSendStates);
  }

  static async open(databaseUrl: string): Promise<DeliveryHarness> {
    return new DeliveryHarness(
      await startCore(databaseUrl, [
        CampaignSendStates,
        Claims,
        DeliveryAttempts,
        Instances,
        LostTime,
        PlannedSends,
        Sends,
        WarmupSends,
      ]),
    );
  }

  close(): Promise<void> {
    return this.core.close();
  }

  /** A campaign with `count` sends, all of them claimed. */
  async claimed(count: number): Promise<{ campaign: string; sends: ClaimedSend[] }> {
    const campaign = await this.seeder.campaign({ accounts: await this.seeder.accounts(5) });
    await this.seeder.sends({ campaign, count, dueAt: new Date(NOON.getTime() - 60_000) });
    const sends: ClaimedSend[] = [];
    while (sends.length < count) sends.push(...(await this.claim(NOON)));

    return { campaign, sends };
  }

  async claim(now: Date): Promise<readonly ClaimedSend[]> {
    const claim = await this.claims.claim({ instance: this.me, size: 200, busy: [], except: [], now });

    return claim?.sends ?? [];
  }

  start(sends: readonly ClaimedSend[], now = NOON): Promise<Set<Id<'send'>>> {
    const messages = sends.map((send) => ({
      send,
      ...messageOf(send),
      email: send.email,
      closesAt: null,
    }));

    return this.deliveryAttempts.start(this.me, messages, now);
  }

  record(sends: readonly ClaimedSend[], outcome: Outcome, at = NOON): Promise<void> {
    const results: Result[] = sends.map((send) => ({
      ...send,
      claimedBy: this.me,
      accountVersion: 1,
      smtpHost: null,
      message: messageOf(send),
      outcome,
      at,
    }));
    return this.deliveryAttempts.record(results, at);
  }

  /** This process was last seen long ago. */
  async dies(): Promise<void> {
    await this.core.database.query(
      `update dispatcher_instance set seen_at = clock_timestamp() - interval '16 s' where id = $1`,
      [this.me],
    );
  }

  async statuses(): Promise<Record<string, number>> {
    const rows = await this.core.database.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from send group by status',
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /** The used part of the limits. */
  async reserved(): Promise<{ accounts: number; campaigns: number } | undefined> {
    const [row] = await this.core.database.query<{ accounts: number; campaigns: number }>(
      `select (select sum(sent_today)::int from account_state) as accounts, (select sum(sent_today)::int from campaign_send_state) as campaigns`,
    );
    return row;
  }

  published<C extends EventContract>(contract: C): Promise<EventOf<C>[]> {
    return outboxEvents(this.core.database, contract);
  }
}

const messageOf = ({ id }: ClaimedSend) => ({ messageId: `<${id}@x>`, subject: 'Hi', variant: 'A' });
