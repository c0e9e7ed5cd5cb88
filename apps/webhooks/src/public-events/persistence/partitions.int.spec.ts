import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENT_RETENTION_DAYS } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { eventIdAt, publicEvent } from '../../../test/public-event-fixtures.js';
import { seedWebhook } from '../../../test/seed-webhooks.js';
import { migrations } from '../../persistence/migrations/index.js';
import { dayAt, dayOf, firstUuidOf, keptDays, nameOf } from '../domain/event-day.js';
import { PartitionsSchedule } from '../transport/partitions.schedule.js';
import { RecordPublicEvents } from '../use-cases/record-public-events.js';
import { Partitions } from './partitions.js';
import { PublicEvents } from './public-events.js';
import { BY_IDS } from './public-events.sql.js';

const servers = useServers();
const DAY_MS = 86_400_000;
let core: ServiceCore;

beforeEach(async () => {
  core = await startReplica();
});
afterEach(async () => {
  await core.get(Partitions).dropBefore(dayAt(new Date()) + 1_000);
  await core.close();
});

const startReplica = (): Promise<ServiceCore> =>
  startServiceCore({
    service: 'webhooks',
    url: servers.databaseUrl,
    migrations,
    providers: [Partitions, PartitionsSchedule, PublicEvents, RecordPublicEvents],
  });

const daysFromToday = (days: number): Date => new Date(core.clock.now().getTime() + days * DAY_MS);

const partitions = async (table: string): Promise<string[]> => {
  const rows = await core.database.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
    [table],
  );
  return rows.map(({ name }) => name);
};

const idsStored = async (): Promise<string[]> =>
  (await core.database.query<{ id: string }>('select id from event order by id')).map(({ id }) => id);

describe('the days that are kept', () => {
  it('are those of ids that begin with their time', () => {
    const id = eventIdAt(new Date('2026-11-29T23:59:59.999Z'));
    const day = dayOf(id);

    expect(nameOf(day)).toBe('20261129');
    expect(uuidOf(id) >= firstUuidOf(day) && uuidOf(id) < firstUuidOf(day + 1)).toBe(true);
    expect(dayOf(eventIdAt(new Date('2026-11-30T00:00:00.000Z')))).toBe(day + 1);
    expect(keptDays(new Date('2026-11-30T12:00:00Z'), EVENT_RETENTION_DAYS)).toEqual({
      first: day - 29,
      last: day + 2,
    });
  });
});

describe('partitions', () => {
  it('of today and tomorrow are there before the service takes requests', async () => {
    const names = [daysFromToday(0), daysFromToday(1)].map((at) => nameOf(dayAt(at)));
    expect(await partitions('event')).toEqual(names.map((name) => `event_${name}`));
    expect(await partitions('delivery')).toEqual(names.map((name) => `delivery_${name}`));
  });

  it('are made once, however many replicas want them at once, and have the indexes of their table', async () => {
    const second = await startReplica();
    const days = [5, 6, 7].map((ago) => dayAt(daysFromToday(-ago)));
    await Promise.all([core, second, core].map((replica) => replica.get(Partitions).ensure(days)));
    await second.close();

    expect(await partitions('event')).toHaveLength(5);
    const counts = await core.database.query<{ table: string; indexes: number }>(
      `select split_part(tablename, '_2', 1) as table, count(*)::int as indexes from pg_indexes
       where schemaname = 'webhooks' and tablename ~ '^(event|delivery)(_2|$)' group by tablename order by 1`,
    );
    expect(counts).toHaveLength(2 * (5 + 1));
    expect(new Set(counts.map((row) => JSON.stringify(row))).size).toBe(2);
  });

  it('go with their events once these are older than 30 days, and no sooner', async () => {
    const workspace_id = newId('ws');
    await seedWebhook(core.database, { workspace_id });
    const events = [-30, -29, 0].map((days) =>
      publicEvent({ workspace_id, id: eventIdAt(daysFromToday(days)) }),
    );
    await core.get(RecordPublicEvents).record(events);
    const uuids = events.map(({ id }) => uuidOf(id));

    await core.get(PartitionsSchedule).run();
    expect(await idsStored()).toEqual(uuids);
    core.clock.advance(DAY_MS);
    await core.get(PartitionsSchedule).run();
    expect(await idsStored()).toEqual(uuids.slice(1));
    core.clock.advance(29 * DAY_MS);
    await core.get(PartitionsSchedule).run();
    expect(await idsStored()).toEqual(uuids.slice(2));
    expect(await core.database.query('select from delivery')).toHaveLength(1);
    core.clock.advance(2 * DAY_MS);
    await core.get(PartitionsSchedule).run();
    expect(await idsStored()).toEqual([]);
  });

  it('are not waited for by those who write, when a reader holds up their end', async () => {
    const old = publicEvent({ id: eventIdAt(daysFromToday(-30)) });
    await core.get(RecordPublicEvents).record([old]);
    core.clock.advance(DAY_MS);

    await core.database.transaction(async (reader) => {
      await reader.query('select from event');
      await expect(core.get(PartitionsSchedule).run()).rejects.toThrow('lock timeout');
      await core.get(RecordPublicEvents).record([publicEvent({ id: eventIdAt(daysFromToday(0)) })]);
    });
    expect(await idsStored()).toHaveLength(2);
    await core.get(PartitionsSchedule).run();
    expect(await idsStored()).toHaveLength(1);
  });

  it('of events stay as long as those of their deliveries, which nobody could send without', async () => {
    const old = publicEvent({ id: eventIdAt(daysFromToday(-30)) });
    await core.get(RecordPublicEvents).record([old]);
    core.clock.advance(DAY_MS);

    await core.database.transaction(async (reader) => {
      await reader.query('select from delivery');
      await expect(core.get(PartitionsSchedule).run()).rejects.toThrow('lock timeout');
    });
    expect(await idsStored()).toEqual([uuidOf(old.id)]);
    await core.get(PartitionsSchedule).run();
    expect(await idsStored()).toEqual([]);
    expect(await partitions('delivery')).not.toContain(`delivery_${nameOf(dayOf(old.id))}`);
  });

  it('are read one by one when events are found by their ids', async () => {
    const events = [-3, -2, -1, 0].map((days) => publicEvent({ id: eventIdAt(daysFromToday(days)) }));
    await core.get(RecordPublicEvents).record(events);
    const [, wanted] = events;
    if (wanted === undefined) throw new Error('four events');

    const plan = JSON.stringify(
      await core.database.query(`explain (analyze, costs off) ${BY_IDS}`, [[uuidOf(wanted.id)]]),
    );
    expect(plan).toContain(`event_${nameOf(dayOf(wanted.id))}`);
    expect(plan.match(/event_2\d{7} event/g)).toHaveLength(1);
  });
});
