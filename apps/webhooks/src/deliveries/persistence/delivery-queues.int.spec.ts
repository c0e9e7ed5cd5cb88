import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PublicEvent } from '#contracts';
import { newId, type Id } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { publicEvent } from '../../../test/public-event-fixtures.js';
import { seedWebhook } from '../../../test/seed-webhooks.js';
import { migrations } from '../../persistence/migrations/index.js';
import { dayAt } from '../../public-events/domain/event-day.js';
import { Partitions, PublicEvents } from '../../public-events/index.js';
import { DeliveryQueues, type PickedUp, type Round } from './delivery-queues.js';

const servers = useServers();
let core: ServiceCore;
let queues: DeliveryQueues;
beforeAll(async () => {
  const providers = [DeliveryQueues, Partitions, PublicEvents];
  core = await startServiceCore({ service: 'webhooks', url: servers.databaseUrl, migrations, providers });
  queues = core.get(DeliveryQueues);
  await core.get(Partitions).ensure([dayAt(new Date())]);
});
afterAll(() => core.close());
beforeEach(async () => {
  await core.database.query('delete from delivery');
  await core.database.query('delete from endpoint');
});

interface Seeded {
  readonly id: Id<'wh'>;
  readonly workspace_id: Id<'ws'>;
}

async function aWebhook(): Promise<Seeded> {
  const workspace_id = newId('ws');
  return { id: await seedWebhook(core.database, { workspace_id }), workspace_id };
}

async function store({ workspace_id }: Seeded, count = 1): Promise<PublicEvent[]> {
  const events = Array.from({ length: count }, () => publicEvent({ workspace_id }));
  await core.database.transaction((tx) => core.get(PublicEvents).store(tx, events));
  return events;
}

const roundOf = (holder: string, some: Partial<Round> = {}): Round => ({
  holder,
  now: core.clock.now(),
  full: [],
  free: 2_000,
  sizeOf: () => 100,
  ...some,
});

const dies = (holder: string): Promise<unknown> =>
  core.database.query(
    `update delivery_queue set held_until = held_until - interval '31 seconds' where holder = $1`,
    [holder],
  );

const succeed = (): Promise<unknown> =>
  core.database.query(`update delivery set status = 'succeeded', next_attempt_at = null`);

const seenIn = ({ due }: PickedUp): string[] => due.map(({ eventId }) => eventId);

describe('a webhook that is due', () => {
  it('is held by one process, also when many take at the same moment', async () => {
    const webhooks = await Promise.all(Array.from({ length: 40 }, aWebhook));
    for (const webhook of webhooks) await store(webhook);
    const rounds = Array.from({ length: 8 }, () => queues.pickUp(roundOf(randomUUID())));
    const taken = (await Promise.all(rounds)).flatMap(({ webhookIds }) => webhookIds);
    expect(taken.toSorted()).toEqual(webhooks.map(({ id }) => id).toSorted());
  });

  it('goes to another process when its own is dead, with all deliveries that were not recorded', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const webhook = await aWebhook();
    const events = await store(webhook, 3);
    expect(seenIn(await queues.pickUp(roundOf(first)))).toHaveLength(3);
    expect(await queues.isDue(roundOf(second))).toBe(false);
    expect(await queues.beat(first, [webhook.id])).toHaveLength(1);

    await dies(first);
    expect(await queues.isDue(roundOf(second))).toBe(true);
    expect(seenIn(await queues.pickUp(roundOf(second))).toSorted()).toEqual(
      events.map(({ id }) => id).toSorted(),
    );
    expect(await queues.beat(first, [webhook.id])).toEqual([]);
  });

  it('is given back by a beat when it is idle, and read again when it is released with work', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const webhook = await aWebhook();
    await store(webhook);
    await queues.pickUp(roundOf(first));
    await succeed();
    expect(await queues.beat(first, [])).toEqual([]);
    expect(await queues.isDue(roundOf(second))).toBe(false);

    await store(webhook);
    expect(seenIn(await queues.pickUp(roundOf(second)))).toHaveLength(1);
    await queues.release(second, core.clock.now());
    expect(seenIn(await queues.pickUp(roundOf(first)))).toHaveLength(1);
  });

  it('waits until its deliveries are due, and while it is switched off', async () => {
    const holder = randomUUID();
    const webhook = await aWebhook();
    await store(webhook);
    const later = new Date(core.clock.now().getTime() + 300_000);
    await core.database.query('update delivery set next_attempt_at = $1', [later]);
    expect(seenIn(await queues.pickUp(roundOf(holder)))).toEqual([]);
    expect(await queues.isDue(roundOf(holder))).toBe(false);
    expect(await queues.isDue(roundOf(holder, { now: later }))).toBe(true);

    await core.database.query('update endpoint set active = false');
    expect(seenIn(await queues.pickUp(roundOf(holder, { now: later })))).toEqual([]);
    expect(await queues.isDue(roundOf(holder, { now: later }))).toBe(false);
  });

  it('stays due while it has more than is read at once, and is not read while its process has enough', async () => {
    const holder = randomUUID();
    const webhook = await aWebhook();
    await store(webhook, 30);
    const few = { sizeOf: () => 10 };
    expect(seenIn(await queues.pickUp(roundOf(holder, few)))).toHaveLength(11);
    expect(await queues.isDue(roundOf(holder, { full: [webhook.id] }))).toBe(false);
    expect(await queues.isDue(roundOf(holder))).toBe(true);
  });

  it('is left alone by a process that holds as many as it may', async () => {
    const webhook = await aWebhook();
    await store(webhook);
    expect((await queues.pickUp(roundOf(randomUUID(), { free: 0 }))).webhookIds).toEqual([]);
  });
});

describe('an event that is stored beside a pick-up or a release', () => {
  it('is read, or makes its webhook due', async () => {
    const holder = randomUUID();
    const webhook = await aWebhook();
    const beside = [
      () => queues.pickUp(roundOf(holder)),
      async () => {
        const picked = await queues.pickUp(roundOf(holder));
        await queues.beat(holder, []);
        return picked;
      },
    ];
    let read = 0;
    for (let n = 0; n < 300; n += 1) {
      const work = beside[n % 2];
      if (work === undefined) throw new Error('there are two');
      // Makes the webhook due, so that the pick-up has something to lock while the next event is stored.
      await core.database.query('update delivery_queue set due_at = $1', [core.clock.now()]);
      const [[event], picked] = await Promise.all([store(webhook), work()]);
      const isRead = seenIn(picked).includes(String(event?.id));
      if (isRead) read += 1;
      else expect(await queues.isDue(roundOf(holder))).toBe(true);
      await succeed();
    }
    expect(read).toBeLessThan(300); // otherwise they never met
  });
});
