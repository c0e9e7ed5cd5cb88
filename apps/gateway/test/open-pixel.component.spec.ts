import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailOpened, type DataOf } from '#contracts';
import { NatsConnectionHolder } from '#messaging';
import { eventually, useServers } from '#testing';
import { signOpenToken } from '#tracking';
import { AddressLimits } from '../src/rate-limits/address-limits.js';
import { aTrackedMessage } from './campaign-fixtures.js';
import { GatewayHarness, TRACKING_SECRET } from './gateway-harness.js';

type Opened = { workspaceid: string; data: DataOf<typeof EmailOpened> };

const MINUTE = new Date('2026-04-20T09:00:00.000Z');
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0';

const servers = useServers();
let gateway: GatewayHarness;
const opened: Opened[] = [];
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  gateway.nats.connection.subscribe(EmailOpened.subject, {
    callback: (_, message) => void opened.push(...message.json<Opened[]>()),
  });
  await gateway.nats.connection.flush();
});
beforeEach(() => void opened.splice(0));
afterAll(() => gateway.stop());

const fetchPixel = (token: string, { method = 'GET', userAgent = BROWSER } = {}) =>
  gateway.request(method, `/t/${token}.gif`, { headers: { 'user-agent': userAgent } });

/** Events since the test began: a pixel may be answered before its event arrives here. */
const heard = (count: number): Promise<readonly Opened[]> =>
  eventually(() => {
    expect(opened).toHaveLength(count);
    return opened;
  });

const expectPicture = async (response: Response) => {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/gif');
  expect(response.headers.get('cache-control')).toContain('no-store');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.toString('latin1', 0, 6)).toBe('GIF89a');
};

describe('the pixel', () => {
  it('tells that its message was opened, now, by a person', async () => {
    const message = { ...aTrackedMessage(), variant: '長'.repeat(50) };
    const before = Date.now();
    await expectPicture(await fetchPixel(signOpenToken(TRACKING_SECRET, message)));

    const { workspace_id, ...fact } = message;
    const [event] = await heard(1);
    expect(event?.workspaceid).toBe(workspace_id);
    expect(event?.data).toEqual({ ...fact, machine: false, at: expect.any(String) });
    expect(Date.parse(event?.data.at ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(event?.data.at ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('tells machines from people', async () => {
    const token = signOpenToken(TRACKING_SECRET, aTrackedMessage());
    await fetchPixel(token, { userAgent: 'Mozilla/5.0' });
    expect((await heard(1)).map(({ data }) => data.machine)).toEqual([true]);
  });

  it('that is fetched 300 times in a minute, from two gateways, is one event, and one more by a machine', async () => {
    const other = await GatewayHarness.start(servers);
    const token = signOpenToken(TRACKING_SECRET, aTrackedMessage());
    const { manager } = gateway.nats;
    const before = (await manager.streams.info('EMAIL')).state.messages;
    gateway.clock.travelTo(MINUTE);
    other.clock.travelTo(MINUTE);

    for (let fetched = 0; fetched < 150; fetched += 1) {
      const both = [gateway, other].map((each) =>
        each.request('GET', `/t/${token}.gif`, { headers: { 'user-agent': BROWSER } }),
      );
      await Promise.all(both);
    }
    await fetchPixel(token, { userAgent: 'curl/8.5.0' });
    expect((await manager.streams.info('EMAIL')).state.messages - before).toBe(2);
    gateway.clock.advance(60_000);
    await fetchPixel(token);
    expect((await manager.streams.info('EMAIL')).state.messages - before).toBe(3);
    await other.stop();
  });

  it('is drawn above the limit of its address, and tells nothing then', async () => {
    const limited = await GatewayHarness.start(servers, { rateLimits: 'on' });
    const addresses = limited.app.get(AddressLimits, { strict: false });
    limited.clock.travelTo(MINUTE);
    while (addresses.count('127.0.0.1', 'pixel').allowed);
    const token = signOpenToken(TRACKING_SECRET, aTrackedMessage());
    await expectPicture(
      await limited.request('GET', `/t/${token}.gif`, { headers: { 'user-agent': BROWSER } }),
    );
    await limited.stop();
    expect(opened).toEqual([]);
  });

  it('that is asked for by HEAD was opened by a machine', async () => {
    const response = await fetchPixel(signOpenToken(TRACKING_SECRET, aTrackedMessage()), { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect((await heard(1)).map(({ data }) => data.machine)).toEqual([true]);
  });

  it('that is fetched right after its message was composed was opened by a machine, and by a person later', async () => {
    gateway.clock.travelTo(MINUTE);
    const composed_at = Math.floor(gateway.clock.now().getTime() / 1_000);
    const token = signOpenToken(TRACKING_SECRET, { ...aTrackedMessage(), composed_at });
    await fetchPixel(token);
    gateway.clock.advance(6_000);
    await fetchPixel(token);
    expect((await heard(2)).map(({ data }) => data.machine)).toEqual([true, false]);
  });

  it('is drawn, and tells nothing, for any other token', async () => {
    const forged = signOpenToken('another secret', aTrackedMessage());
    for (const token of ['x', 'x'.repeat(400), forged]) await expectPicture(await fetchPixel(token));
    expect(opened).toEqual([]);
  });

  it('needs no query while NATS takes the opens', async () => {
    await fetchPixel(signOpenToken(TRACKING_SECRET, aTrackedMessage()));
    await heard(1);
    expect(await gateway.sql('select from outbox')).toEqual([]);
  });

  it('loses no open while NATS does not take them: the outbox has it and tells it later', async () => {
    const message = aTrackedMessage();
    const { manager } = gateway.nats;
    const stream = await manager.streams.info('EMAIL');
    await manager.streams.delete('EMAIL');
    await expectPicture(await fetchPixel(signOpenToken(TRACKING_SECRET, message)));
    expect(await gateway.sql('select from outbox where published_at is null')).toHaveLength(1);

    await manager.streams.add(stream.config);
    await eventually(async () => {
      expect(await gateway.sql('select from outbox where published_at is null')).toHaveLength(0);
    });
    await eventually(() => expect(opened.at(-1)?.data.send_id).toBe(message.send_id));
  });

  it('does not let the mail client wait for a NATS that is away', async () => {
    const message = aTrackedMessage();
    const { connection } = gateway.app.get(NatsConnectionHolder, { strict: false });
    await gateway.sql('truncate outbox');
    await connection.close();
    await expectPicture(await fetchPixel(signOpenToken(TRACKING_SECRET, message)));
    const [row] = await gateway.sql<{ payload: string }>('select payload from outbox');
    expect(row?.payload).toContain(message.send_id);
  });
});
