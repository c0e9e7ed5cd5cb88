import type { EventContract, EventOf } from '#contracts';
import { randomUUID } from 'node:crypto';
import type { Outcome } from '../src/domain/outcome.js';
import { Claims, type ClaimedSend } from '../src/persistence/claims.js';
import { DeliveryAttempts, type Result } from '../src/persistence/delivery-attempts.js';
import { Instances } from '../src/persistence/instances.js';
import { Paces } from '../src/persistence/paces.js';
import { Fleet } from './fleet.js';
import { openStore, type Store } from './store.js';

export const NOON = new Date('2026-05-04T12:00:00Z');
export const LATER = new Date('2026-05-04T13:00:00Z');
export const TOMORROW = new Date('2026-05-05T12:00:00Z');

/** One process's hands on claimed sends, without any mail server: claim, begin, record, reap. */
export class Desk {
  readonly me = randomUUID();
  readonly fleet: Fleet;
  readonly claims: Claims;
  readonly deliveryAttempts: DeliveryAttempts;
  readonly instances: Instances;
  readonly paces: Paces;

  private constructor(readonly store: Store) {
    this.fleet = new Fleet(store.database);
    this.claims = store.app.get(Claims);
    this.deliveryAttempts = store.app.get(DeliveryAttempts);
    this.instances = store.app.get(Instances);
    this.paces = store.app.get(Paces);
  }

  static async open(databaseUrl: string): Promise<Desk> {
    return new Desk(await openStore(databaseUrl, [Claims, DeliveryAttempts, Instances, Paces]));
  }

  close(): Promise<void> {
    return this.store.app.close();
  }

  /** A campaign with `count` sends, all of them claimed. */
  async claimed(count: number): Promise<{ campaign: string; sends: ClaimedSend[] }> {
    const campaign = await this.fleet.campaign({ lanes: await this.fleet.lanes(5) });
    await this.fleet.sends({ campaign, count, dueAt: new Date(NOON.getTime() - 60_000) });
    const sends: ClaimedSend[] = [];
    while (sends.length < count) sends.push(...(await this.claim(NOON)));

    return { campaign, sends };
  }

  async claim(now: Date): Promise<readonly ClaimedSend[]> {
    const claim = await this.claims.claim({ instance: this.me, size: 200, busy: [], now });

    return claim?.sends ?? [];
  }

  begin(sends: readonly ClaimedSend[], now = NOON): Promise<Set<string>> {
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
      message: messageOf(send),
      outcome,
      at,
    }));
    return this.deliveryAttempts.record(results, at);
  }

  /** This process was last seen long ago. */
  async dies(): Promise<void> {
    await this.store.database.query(
      `update dispatcher_instance set seen_at = clock_timestamp() - interval '16 s' where id = $1`,
      [this.me],
    );
  }

  async statuses(): Promise<Record<string, number>> {
    const rows = await this.store.database.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from send group by status',
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /** What the limits count. */
  async reserved(): Promise<{ lanes: number; paces: number } | undefined> {
    const [row] = await this.store.database.query<{ lanes: number; paces: number }>(
      `select (select sum(sent_today)::int from lane) as lanes, (select sum(sent_today)::int from campaign_pace) as paces`,
    );
    return row;
  }

  async told<C extends EventContract>(contract: C): Promise<EventOf<C>[]> {
    const rows = await this.store.database.query<{ events: EventOf<C>[] }>(
      'select payload::jsonb as events from outbox where subject = $1',
      [contract.subject],
    );
    return rows.flatMap(({ events }) => events);
  }
}

const messageOf = ({ id }: ClaimedSend) => ({ messageId: `<${id}@x>`, subject: 'Hi', variant: 'A' });
