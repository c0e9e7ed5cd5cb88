import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { BusEvent, STREAMS, type PublicEvent } from '#contracts';
import { newId } from '#kernel';
import { provisionStreams } from '#messaging';
import { eventually, useServers } from '#testing';
import { PublicEvents } from '../src/public-events/index.js';
import { publicEvent } from './public-event-fixtures.js';
import { WebhooksHarness } from './webhooks-harness.js';

const servers = useServers();
let harness: WebhooksHarness;
let manager: JetStreamManager;

beforeAll(async () => {
  harness = await WebhooksHarness.start(servers);
  manager = await jetstreamManager(harness.stubs.nats.connection);
});
afterAll(() => harness.stop());

const store = (events: readonly PublicEvent[], by = harness): Promise<void> =>
  by.service.app.get(PublicEvents).add(events);

const eventsOf = (count: number): PublicEvent[] =>
  Array.from({ length: count }, () => publicEvent({ workspace_id: newId('ws') }));

/** The events of the stream, in its order, with their subjects. */
async function left(): Promise<{ subject: string; event: BusEvent }[]> {
  const { state } = await manager.streams.info('OUTBOUND');
  const found = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await manager.streams.getMessage('OUTBOUND', { seq });
    if (message !== null) found.push({ subject: message.subject, event: BusEvent.parse(message.json()) });
  }
  return found;
}

const idsOf = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id);
const leftIds = async (): Promise<string[]> => idsOf((await left()).map(({ event }) => event));

describe('public events for other systems', () => {
  it('leave below their workspace with the data of webhooks', async () => {
    const event = publicEvent();
    await store([event]);
    const [found] = await eventually(async () => {
      const all = await left();
      expect(all).toHaveLength(1);
      return all;
    });
    expect(found).toEqual({
      subject: `nimbus.out.${event.workspace_id}.contact.deleted`,
      event: {
        specversion: '1.0',
        id: event.id,
        source: '/nimbus',
        type: 'contact.deleted',
        time: event.created_at,
        datacontenttype: 'application/json',
        workspaceid: event.workspace_id,
        data: event.data,
      },
    });
  });

  it('leave once and in their order, with two replicas and more events than a batch has', async () => {
    const before = await leftIds();
    const other = await WebhooksHarness.start(servers);
    try {
      const batches = Array.from({ length: 6 }, () => eventsOf(200));
      for (const [index, batch] of batches.entries()) await store(batch, index % 2 === 0 ? harness : other);
      const expected = [...before, ...idsOf(batches.flat())];
      await eventually(async () => expect(await leftIds()).toEqual(expected));
    } finally {
      await other.stop();
    }
  });

  it('wait while the stream is gone, and all of them leave afterwards', async () => {
    await manager.streams.delete('OUTBOUND');
    const waiting = eventsOf(3);
    await store(waiting);
    const cursor = () =>
      harness.database.query<{ waiting: number }>(
        'select count(*)::int as waiting from event, out_cursor c where event.position > c.position',
      );
    await eventually(async () => expect(await cursor()).toEqual([{ waiting: 3 }]));
    await provisionStreams(manager, STREAMS, 1);
    await eventually(async () => expect(await leftIds()).toEqual(idsOf(waiting)));
  });

  it('leave by another process 15 seconds after the one that had the cursor died', async () => {
    await harness.database.query(
      `update out_cursor set holder = gen_random_uuid(), held_until = now() + interval '15 seconds'`,
    );
    const waiting = eventsOf(1);
    await store(waiting);
    await harness.database.query(`update out_cursor set held_until = now() - interval '1 ms'`);
    await eventually(async () => expect(await leftIds()).toEqual(expect.arrayContaining(idsOf(waiting))));
  });
});
