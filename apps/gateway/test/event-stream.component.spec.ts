import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { examples, GetCampaign, ListEvents, ReadEvents, type WorkspaceId } from '#contracts';
import { newId } from '#kernel';
import { EventClient, eventually, useServers } from '#testing';
import { aCampaign } from './campaign-fixtures.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';
import { StubEvents } from './stub-events.js';

const PATH = '/api/v1/events/stream/';
const DAY_MS = 24 * 3_600_000;

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
let workspaceId: WorkspaceId;
let events: StubEvents;
const clients: EventClient[] = [];

beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
beforeEach(async () => {
  ({ api_key: key, workspace_id: workspaceId } = await gateway.createWorkspace());
  events = await StubEvents.start(gateway, workspaceId);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  gateway.removeStubs();
});
afterAll(() => gateway.stop());

async function follow(path = PATH, last?: string): Promise<EventClient> {
  const client = await EventClient.open(gateway.url, { key, path, last });
  clients.push(client);
  return client;
}

const refusalOf = async (path: string, headers: Record<string, string> = {}) =>
  problemIn(await gateway.request('GET', path, { key, headers }));

describe('a stream of events', () => {
  it('begins at once, in the form of server-sent events that no proxy keeps, compresses or stores', async () => {
    const client = await EventClient.open(gateway.url, { key, headers: { 'accept-encoding': 'br, gzip' } });
    clients.push(client);
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(client.headers['content-encoding']).toBeUndefined();
    await eventually(() => expect(client.text).toBe('retry: 2000\n\n'));
  });

  it('has what is stored from its beginning on, whole, under its type', async () => {
    const before = events.add();
    const client = await follow();
    expect(client.events).toEqual([]);
    const event = events.add({ type: 'email.sent', data: { subject: 'ü\n\r\u2028data: x' } });
    events.tell();
    await eventually(() => expect(client.events).toEqual([event]));
    expect(client.types).toEqual(['email.sent']);
    expect(client.ids).not.toContain(before.id);
  });

  it('gives a client a place before its first event, so that one that is cut off early misses nothing', async () => {
    const newest = events.add();
    const first = await follow();
    await eventually(() => expect(first.last).toBe(newest.id));
    first.close();
    const missed = events.add();
    const second = await follow(PATH, first.last);
    await eventually(() => expect(second.events).toEqual([missed]));
  });

  it.each([
    ['the header', (last: string) => follow(PATH, last)],
    ['the parameter', (last: string) => follow(`${PATH}?last_event_id=${last}`)],
    [
      'the header before the parameter',
      (last: string) => follow(`${PATH}?last_event_id=${newId('evt')}`, last),
    ],
  ])('goes on after the last event by %s', async (_, resume) => {
    const [last, ...missed] = [events.add(), events.add(), events.add()];
    const client = await resume(last.id);
    await eventually(() => expect(client.events).toEqual(missed));
  });

  it('reads a backlog of several pages, each once and in order', async () => {
    const last = events.add();
    const missed = Array.from({ length: 450 }, () => events.add({ data: { text: 'x'.repeat(2_000) } }).id);
    const client = await follow(PATH, last.id);
    await eventually(() => expect(client.ids).toEqual(missed));
  });

  it('has the types that were asked for, in either form', async () => {
    const path = `${PATH}?type=email.sent,email.opened&type=email.clicked`;
    const client = await follow(path);
    const wanted = (['email.sent', 'email.opened', 'email.clicked'] as const).map((type) =>
      events.add({ type }),
    );
    events.add({ type: 'email.bounced' });
    events.tell();
    await eventually(() => expect(client.events).toEqual(wanted));
    expect((await refusalOf(`${PATH}?type=email.vanished`)).code).toBe('validation_error');
  });

  it('of a campaign has its events alone, and is not there for a campaign of somebody else', async () => {
    const campaign = aCampaign();
    await gateway.recordRequests(GetCampaign, campaign);
    const client = await follow(`/api/v1/campaigns/${campaign.id}/events/stream/`);
    events.add({ data: { campaign_id: newId('camp') } });
    const mine = events.add({ data: { campaign_id: campaign.id } });
    events.tell();
    await eventually(() => expect(client.events).toEqual([mine]));

    gateway.removeStubs();
    await gateway.reply(GetCampaign, () => NOT_FOUND);
    const other = await refusalOf(`/api/v1/campaigns/${newId('camp')}/events/stream/`);
    expect(other).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('asks for the workspace of its token, whatever else a request says', async () => {
    const lists = await gateway.recordRequests(ListEvents, EMPTY);
    await follow();
    expect(lists).toEqual([{ workspace_id: workspaceId, page_size: 1 }]);
    expect(await refusalOf(`${PATH}?workspace_id=${newId('ws')}`)).toMatchObject({
      code: 'validation_error',
    });
    expect(await refusalOf(`${PATH}?token=${key}`)).toMatchObject({ code: 'validation_error' });
  });

  it('takes no token from the address, where logs would keep it', async () => {
    const response = await fetch(`${gateway.url}${PATH}?access_token=${key}`);
    expect(response.status).toBe(401);
  });

  it('is refused before it begins for an event that is not stored, and after a day of events', async () => {
    expect(await refusalOf(PATH, { 'last-event-id': newId('evt') })).toMatchObject({
      status: 400,
      code: 'event_expired',
    });
    const last = events.add();
    events.add();
    gateway.clock.advance(DAY_MS + 1);
    const late = await refusalOf(PATH, { 'last-event-id': last.id });
    expect(late).toMatchObject({ status: 400, code: 'event_expired' });
    expect(late.detail).toContain(`/api/v1/events/?after=${last.id}`);
    expect((await refusalOf(PATH, { 'last-event-id': 'evt_1' })).errors).toEqual([
      expect.objectContaining({ field: 'Last-Event-ID', code: 'invalid_format' }),
    ]);
  });

  it('that was quiet for days goes on, since nothing was missed', async () => {
    const last = events.add();
    gateway.clock.advance(3 * DAY_MS);
    const next = events.add();
    const client = await follow(PATH, last.id);
    await eventually(() => expect(client.events).toEqual([next]));
  });

  it('has an event whose signal was lost after ten seconds, and a heartbeat after fifteen', async () => {
    const client = await follow();
    await eventually(() => expect(client.text).not.toBe(''));
    const event = events.add();
    gateway.clock.advance(10_000);
    await eventually(() => expect(client.events).toEqual([event]));
    expect(client.heartbeats).toBe(0);
    gateway.clock.advance(15_000);
    await eventually(() => expect(client.heartbeats).toBe(1));
  });

  it('does not read for the signals of other workspaces', async () => {
    const client = await follow();
    await eventually(() => expect(client.text).not.toBe(''));
    const { reads } = events;
    events.tell(newId('ws'));
    const event = events.add();
    events.tell();
    await eventually(() => expect(client.events).toEqual([event]));
    expect(events.reads).toBe(reads + 1);
  });

  it('lives through a time in which the events cannot be read', async () => {
    const client = await follow();
    await eventually(() => expect(client.text).not.toBe(''));
    gateway.removeStubs();
    const failed = await gateway.reply(ReadEvents, () => UNAVAILABLE).then(() => gateway.logged.length);
    events.tell();
    await eventually(() => expect(gateway.logged.length).toBeGreaterThan(failed));
    gateway.removeStubs();
    const stored = await StubEvents.start(gateway, workspaceId);
    const event = stored.add();
    stored.tell();
    await eventually(() => expect(client.events).toEqual([event]));
    expect(client.isEnded).toBe(false);
  });

  it('ends when it cannot go on, so that its client does not wait for nothing', async () => {
    const client = await follow();
    await eventually(() => expect(client.text).not.toBe(''));
    gateway.removeStubs();
    await gateway.reply(ReadEvents, () => ({ status: 'bug' }));
    events.tell();
    await eventually(() => expect(client.isEnded).toBe(true));
  });
});

describe('the list of events', () => {
  it('is relayed with its filters', async () => {
    gateway.removeStubs();
    const page = { ...EMPTY, results: [examples.EVENT] };
    const requests = await gateway.recordRequests(ListEvents, page);
    const query = `?type=email.sent,email.replied&campaign_id=${examples.IDS.campaign}&after=${examples.EVENT.id}&page_size=5`;
    const response = await gateway.request('GET', `/api/v1/events/${query}`, { key });
    expect(await response.json()).toEqual(page);
    expect(requests).toEqual([
      {
        workspace_id: workspaceId,
        type: ['email.sent', 'email.replied'],
        campaign_id: examples.IDS.campaign,
        after: examples.EVENT.id,
        page_size: 5,
      },
    ]);
  });
});

const EMPTY = { results: [], next_cursor: null, has_more: false };
const NOT_FOUND = {
  status: 'refused',
  kind: 'not_found',
  code: 'not_found',
  message: 'no',
  details: {},
} as const;
const UNAVAILABLE = { ...NOT_FOUND, kind: 'unavailable', code: 'unavailable' } as const;
