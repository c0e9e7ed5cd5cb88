import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, integer, record } from 'fast-check';
import { EVENT_RETENTION_DAYS, type PublicEvent } from '#contracts';
import { newId, onBehalfOf, uuidOf, type Id } from '#kernel';
import { eventually, startServiceCore, useServers, type ServiceCore } from '#testing';
import { publicEvent } from '../../../test/public-event-fixtures.js';
import { seedWebhook } from '../../../test/seed-webhooks.js';
import { migrations } from '../../persistence/migrations/index.js';
import { keptDays } from '../domain/event-day.js';
import { Partitions } from './partitions.js';
import { PublicEvents, type StoredEvents, type StoreOptions } from './public-events.js';

const servers = useServers();
const replicas: ServiceCore[] = [];
let core: ServiceCore;
let second: ServiceCore;

beforeAll(async () => {
  core = await startReplica();
  second = await startReplica();
  const { last } = keptDays(new Date(), EVENT_RETENTION_DAYS);
  await core.get(Partitions).ensure([last - 2, last - 1, last]);
});
afterAll(() => Promise.all(replicas.map((replica) => replica.close())));

async function startReplica(): Promise<ServiceCore> {
  const options = { service: 'webhooks', url: servers.databaseUrl, migrations };
  const replica = await startServiceCore({ ...options, providers: [Partitions, PublicEvents] });
  replicas.push(replica);
  return replica;
}

const store = (events: readonly PublicEvent[], options?: StoreOptions, on = core): Promise<void> =>
  on.database.transaction((tx) => on.get(PublicEvents).store(tx, events, options));

const deliveriesOf = async (webhook: Id<'wh'>): Promise<string[]> => {
  const rows = await core.database.query<{ type: string }>(
    'select type from delivery where endpoint_id = $1 order by type',
    [uuidOf(webhook)],
  );
  return rows.map(({ type }) => type);
};

const dueAt = async (webhook: Id<'wh'>): Promise<Date | null | undefined> => {
  const [queue] = await core.database.query<{ due_at: Date | null }>(
    'select due_at from delivery_queue where endpoint_id = $1',
    [uuidOf(webhook)],
  );
  return queue?.due_at;
};

/** Resolves when a session waits for a lock. */
const somebodyWaits = (): Promise<void> =>
  eventually(async () => {
    const rows = await core.database.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows).toHaveLength(1);
  });

describe('the webhooks that get an event', () => {
  it('are the active ones of its workspace that name it, its aggregate, or all', async () => {
    const workspace_id = newId('ws');
    const [exact, aggregate, all, other, off] = await Promise.all([
      seedWebhook(core.database, { workspace_id, subscriptions: ['campaign.launched'] }),
      seedWebhook(core.database, { workspace_id, subscriptions: ['campaign.*'] }),
      seedWebhook(core.database, { workspace_id, subscriptions: ['*'] }),
      seedWebhook(core.database, { workspace_id, subscriptions: ['email.sent', 'contact.*'] }),
      seedWebhook(core.database, { workspace_id, active: false }),
    ]);
    const foreign = await seedWebhook(core.database, { workspace_id: newId('ws') });

    await store([
      publicEvent({ workspace_id, type: 'campaign.launched' }),
      publicEvent({ workspace_id, type: 'campaign.paused' }),
      publicEvent({ workspace_id, type: 'contact.deleted' }),
    ]);

    expect(await deliveriesOf(exact)).toEqual(['campaign.launched']);
    expect(await deliveriesOf(aggregate)).toEqual(['campaign.launched', 'campaign.paused']);
    expect(await deliveriesOf(all)).toEqual(['campaign.launched', 'campaign.paused', 'contact.deleted']);
    expect(await deliveriesOf(other)).toEqual(['contact.deleted']);
    expect(await deliveriesOf(off)).toEqual([]);
    expect(await deliveriesOf(foreign)).toEqual([]);
    expect(await dueAt(exact)).toBeInstanceOf(Date);
    expect(await dueAt(off)).toBeNull();
  });

  it('are only the named one for a test, whatever it subscribes to, also in a request of its workspace', async () => {
    const workspace_id = newId('ws');
    const named = await seedWebhook(core.database, { workspace_id, subscriptions: ['email.sent'] });
    const all = await seedWebhook(core.database, { workspace_id });
    const test = publicEvent({ workspace_id, type: 'webhook.test' });

    await onBehalfOf(workspace_id, () => store([test], { onlyTo: named }));

    expect(await deliveriesOf(named)).toEqual(['webhook.test']);
    expect(await deliveriesOf(all)).toEqual([]);
  });

  it('get nothing when the transaction fails', async () => {
    const workspace_id = newId('ws');
    const webhook = await seedWebhook(core.database, { workspace_id });
    const failing = core.database.transaction(async (tx) => {
      await core.get(PublicEvents).store(tx, [publicEvent({ workspace_id })]);
      throw new Error('the rest failed');
    });

    await expect(failing).rejects.toThrow('the rest failed');
    expect(await deliveriesOf(webhook)).toEqual([]);
    expect(await dueAt(webhook)).toBeNull();
  });
});

describe('an event that is stored again', () => {
  it('changes nothing, tells nobody, and reaches no webhook that was created since', async () => {
    const workspace_id = newId('ws');
    const first = await seedWebhook(core.database, { workspace_id });
    const event = publicEvent({ workspace_id });
    await store([event, event]);
    const later = await seedWebhook(core.database, { workspace_id });
    const told: StoredEvents[] = [];
    second.get(PublicEvents).whenStored((stored) => told.push(stored));

    await store([event], {}, second);
    expect(told).toEqual([]);
    expect(await deliveriesOf(first)).toEqual(['contact.deleted']);
    expect(await deliveriesOf(later)).toEqual([]);

    const next = publicEvent({ workspace_id });
    await store([next, event], {}, second);
    expect(told.map(({ workspaceIds }) => workspaceIds)).toEqual([[workspace_id]]);
    expect(told.flatMap(({ webhookIds }) => webhookIds).toSorted()).toEqual([first, later].toSorted());
  });
});

describe('the data of an event', () => {
  it('come back as they were, in their order and with characters that are rare', async () => {
    const odd = publicEvent({
      data: { z: 1, a: 'nul \u0000, half \ud800, "quote\\"', b: { y: null, x: [1.5] } },
    });
    await store([odd, publicEvent()]);

    const found = await core.get(PublicEvents).find([odd.id, newId('evt')]);
    expect([...found.keys()]).toEqual([odd.id]);
    expect(JSON.stringify(found.get(odd.id))).toBe(JSON.stringify(odd));
  });
});

describe('positions', () => {
  /** Batches of one replica, each with so many events. */
  const batches = array(
    record({ events: integer({ min: 1, max: 5 }), replica: integer({ min: 0, max: 1 }) }),
    {
      minLength: 2,
      maxLength: 12,
    },
  );

  it('let a reader that follows them miss no event, whatever replicas store at once', async () => {
    await assert(
      asyncProperty(batches, async (given) => {
        const workspace_id = newId('ws');
        const expected: string[] = [];
        const storing = given.map(({ events, replica }) => {
          const batch = Array.from({ length: events }, () => publicEvent({ workspace_id }));
          expected.push(...batch.map(({ id }) => uuidOf(id)));
          return store(batch, {}, replica === 0 ? core : second);
        });
        const seen = await follow(workspace_id, expected.length);
        await Promise.all(storing);
        expect(seen.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 25 },
    );
  });

  /** Reads what is behind the last position, until so many events were seen: one that was passed over never comes. */
  async function follow(workspaceId: Id<'ws'>, count: number): Promise<string[]> {
    const seen: string[] = [];
    let position = '0';
    await eventually(
      async () => {
        const rows = await core.database.query<{ id: string; position: string }>(
          'select id, position from event where workspace_id = $1 and position > $2 order by position',
          [uuidOf(workspaceId), position],
        );
        seen.push(...rows.map(({ id }) => id));
        position = rows.at(-1)?.position ?? position;
        expect(seen).toHaveLength(count);
      },
      { timeoutMs: 20_000, intervalMs: 1 },
    );
    return seen;
  }
});

describe('a queue that is let go while an event is stored', () => {
  const RELEASE = `
    update delivery_queue set due_at = (
      select min(next_attempt_at) from delivery where endpoint_id = $1 and status = 'pending'
    ) where endpoint_id = $1`;

  it('is due when the release comes first', async () => {
    const workspace_id = newId('ws');
    const webhook = await seedWebhook(core.database, { workspace_id });
    await core.database.query('update delivery_queue set due_at = now() where endpoint_id = $1', [
      uuidOf(webhook),
    ]);

    const storing = await core.database.transaction(async (tx) => {
      await tx.query('select from delivery_queue where endpoint_id = $1 for update', [uuidOf(webhook)]);
      await tx.query(RELEASE, [uuidOf(webhook)]);
      const started = store([publicEvent({ workspace_id })], {}, second);
      await somebodyWaits();
      return { started };
    });
    await storing.started;

    expect(await dueAt(webhook)).toBeInstanceOf(Date);
  });

  it('is due when the event comes first', async () => {
    const workspace_id = newId('ws');
    const webhook = await seedWebhook(core.database, { workspace_id });
    await core.database.query('update delivery_queue set due_at = now() where endpoint_id = $1', [
      uuidOf(webhook),
    ]);

    const releasing = await second.database.transaction(async (tx) => {
      await second.get(PublicEvents).store(tx, [publicEvent({ workspace_id })]);
      const started = core.database.transaction(async (release) => {
        await release.query('select from delivery_queue where endpoint_id = $1 for update', [
          uuidOf(webhook),
        ]);
        await release.query(RELEASE, [uuidOf(webhook)]);
      });
      await somebodyWaits();
      return { started };
    });
    await releasing.started;

    expect(await dueAt(webhook)).toBeInstanceOf(Date);
  });
});
