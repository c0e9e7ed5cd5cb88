import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, integer, option, record, subarray } from 'fast-check';
import { ListEvents, ReadEvents, type PublicEvent, type PublicEventType, type RequestOf } from '#contracts';
import { newId, type Id } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { PublicEvents } from '../src/public-events/index.js';
import { campaignEvent, eventIdAt, publicEvent } from './public-event-fixtures.js';
import { WebhooksHarness } from './webhooks-harness.js';

const servers = useServers();
let harness: WebhooksHarness;
let workspace_id: Id<'ws'>;

beforeAll(async () => {
  harness = await WebhooksHarness.start(servers);
});
afterAll(() => harness.stop());
beforeEach(() => {
  workspace_id = newId('ws');
});

const store = (...events: readonly PublicEvent[]): Promise<void> =>
  harness.service.app.get(PublicEvents).add(events);

const list = (query: Partial<RequestOf<typeof ListEvents>> = {}) =>
  harness.rpc.request(ListEvents, { workspace_id, ...query });

const read = (query: Partial<RequestOf<typeof ReadEvents>> = {}) =>
  harness.rpc.request(ReadEvents, { workspace_id, ...query });

/** Events of two campaigns and of none, in the order in which they are stored. */
function someEvents(kinds: readonly number[], campaigns: readonly Id<'camp'>[]): PublicEvent[] {
  return kinds.map((kind) => {
    const campaign = campaigns[kind % 3];
    if (campaign === undefined) return publicEvent({ workspace_id });
    const type = kind < 3 ? 'enrollment.started' : 'email.sent';
    return campaignEvent(campaign, { workspace_id, type });
  });
}

const idsOf = (events: readonly PublicEvent[]): string[] => events.map(({ id }) => id);

async function allPages(query: Partial<RequestOf<typeof ListEvents>>): Promise<PublicEvent[]> {
  const events: PublicEvent[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await list({ ...query, ...(cursor !== undefined && { cursor }) });
    events.push(...page.results);
    if (page.next_cursor === null) return events;
    cursor = page.next_cursor;
  }
}

async function readAll(query: Partial<RequestOf<typeof ReadEvents>>): Promise<PublicEvent[]> {
  const events: PublicEvent[] = [];
  for (let from = query.from; ;) {
    const found = await read({ ...query, ...(from && { from }) });
    events.push(...found.events);
    from = { position: found.position };
    if (!found.has_more) return events;
  }
}

describe('the pages of the list and the pieces of a stream', () => {
  const TYPES = ['contact.deleted', 'enrollment.started', 'email.sent', 'webhook.test'] as const;
  const given = record({
    kinds: array(integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 }),
    types: option(subarray<PublicEventType>([...TYPES], { minLength: 1 }), { nil: undefined }),
    campaign: constantFrom(undefined, 0, 1),
    size: integer({ min: 1, max: 7 }),
    after: integer({ min: 0, max: 29 }),
  });

  it('are exactly the events that match, in their order, without a gap or a repeat', async () => {
    await assert(
      asyncProperty(given, async ({ kinds, types, campaign, size, after }) => {
        workspace_id = newId('ws');
        const campaigns = [newId('camp'), newId('camp')];
        const events = someEvents(kinds, campaigns);
        for (const half of [events.slice(0, 10), events.slice(10)]) await store(...half);
        const campaign_id = campaign === undefined ? undefined : campaigns[campaign];
        const filter = { ...(types && { type: types }), ...(campaign_id && { campaign_id }) };
        const matches = ({ type, data }: PublicEvent): boolean =>
          (types === undefined || types.includes(type)) &&
          (campaign_id === undefined || data['campaign_id'] === campaign_id);

        const newestFirst = await allPages({ ...filter, page_size: size });
        expect(idsOf(newestFirst)).toEqual(idsOf(events.filter(matches).toReversed()));

        const last = events[after % events.length];
        if (last === undefined) throw new Error('one event at least');
        const later = idsOf(events.slice((after % events.length) + 1).filter(matches));
        expect(idsOf(await allPages({ ...filter, after: last.id, page_size: size }))).toEqual(later);
        expect(idsOf(await readAll({ ...filter, from: { event_id: last.id }, limit: size }))).toEqual(later);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the list', () => {
  it('goes on after a time, by when events were stored', async () => {
    const [first, second] = [publicEvent({ workspace_id }), publicEvent({ workspace_id })];
    await store(first);
    harness.clock.advance(60_000);
    const between = harness.clock.now().toISOString();
    harness.clock.advance(60_000);
    await store(second);

    expect(idsOf((await list({ after: between })).results)).toEqual([second.id]);
    expect(idsOf((await list({ after: '2020-01-01T00:00:00Z' })).results)).toEqual([first.id, second.id]);
    expect((await list({ after: '2100-01-01T00:00:00Z' })).results).toEqual([]);
  });

  it('misses nothing after a time when the clocks of replicas differ', async () => {
    const since = harness.clock.now().toISOString();
    const [ahead, behind] = [publicEvent({ workspace_id }), publicEvent({ workspace_id })];
    harness.clock.advance(3_000);
    await store(ahead);
    harness.clock.advance(-2_000);
    await store(behind);
    harness.clock.advance(2_000);

    expect(idsOf((await list({ after: since })).results)).toEqual([ahead.id, behind.id]);
  });

  it('shows no event of another workspace, and does not go on after one', async () => {
    const foreign = publicEvent();
    await store(foreign);

    expect((await list()).results).toEqual([]);
    expect(await refusalOf(list({ after: foreign.id }))).toMatchObject({ code: 'event_expired' });
    expect(await refusalOf(read({ from: { event_id: foreign.id } }))).toMatchObject({
      code: 'event_expired',
    });
  });

  it('says that an event is not stored any more, and how to go on', async () => {
    const old = eventIdAt(new Date(Date.now() - 40 * 86_400_000));
    const refusal = await refusalOf(list({ after: old }));
    expect(refusal).toMatchObject({ kind: 'invalid', code: 'event_expired' });
    expect(refusal.message).toContain('after a time');
  });
});

describe('a stream that begins', () => {
  it('has only later events, also in a workspace without any', async () => {
    const empty = await read();
    expect(empty).toEqual({ events: [], position: 0, has_more: false });
    const first = publicEvent({ workspace_id });
    await store(first);
    expect(idsOf((await read({ from: { position: empty.position } })).events)).toEqual([first.id]);

    const { position, events } = await read();
    expect(events).toEqual([]);
    const second = publicEvent({ workspace_id });
    await store(second);
    expect(idsOf((await read({ from: { position } })).events)).toEqual([second.id]);
  });

  it('gets what fits into a message, and the rest with the next request', async () => {
    const last = publicEvent({ workspace_id });
    await store(last);
    const large = Array.from({ length: 12 }, () =>
      publicEvent({ workspace_id, data: { text: 'a'.repeat(128 * 1_024) } }),
    );
    await store(...large);

    const found = await read({ from: { event_id: last.id } });
    expect(found.has_more).toBe(true);
    expect(idsOf(await readAll({ from: { event_id: last.id } }))).toEqual(idsOf(large));
  });
});
