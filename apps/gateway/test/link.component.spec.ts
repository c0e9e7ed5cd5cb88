import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EmailClicked, type DataOf } from '#contracts';
import { uuidOf, type Id } from '#kernel';
import { eventually, useServers } from '#testing';
import { signLinkToken, signOpenToken, type TrackedLink } from '#tracking';
import { AddressLimits } from '../src/rate-limits/address-limits.js';
import { aTrackedMessage } from './campaign-fixtures.js';
import { GatewayHarness, TRACKING_SECRET } from './gateway-harness.js';

type Clicked = { id: string; workspaceid: string; data: DataOf<typeof EmailClicked> };

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const TARGET = 'https://www.example.com/offer?a=1&b=%20#part';

const servers = useServers();
let gateway: GatewayHarness;
const heard: Clicked[] = [];
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  gateway.nats.connection.subscribe(EmailClicked.subject, {
    callback: (_, message) => void heard.push(...message.json<Clicked[]>()),
  });
  await gateway.nats.connection.flush();
});
beforeEach(() => void heard.splice(0));
afterAll(() => gateway.stop());

const linkTo = (url: string, message = aTrackedMessage(), place: Partial<TrackedLink> = {}) =>
  signLinkToken(TRACKING_SECRET, message, { url, position: 0, count: 1, ...place });

const follow = (token: string, { method = 'GET', userAgent = BROWSER, url = gateway.url } = {}) =>
  fetch(`${url}/c/${token}`, { method, redirect: 'manual', headers: { 'user-agent': userAgent } });

/** Hits of other tests may still come in: only those of one message count. */
const hitsOn = ({ send_id }: { send_id: Id<'send'> }) =>
  gateway.sql('select judged_at from link_hit where send_id = $1', [uuidOf(send_id)]);
const clicksOn = ({ send_id }: { send_id: Id<'send'> }) =>
  heard.filter(({ data }) => data.send_id === send_id);
/** The events of the hits on a message, which are judged once they are all stored and old enough. */
const judged = async (message: { send_id: Id<'send'> }, hits: number): Promise<readonly Clicked[]> => {
  await eventually(async () => expect(await hitsOn(message)).toHaveLength(hits));
  gateway.clock.advance(13_000);
  return eventually(() => {
    expect(clicksOn(message)).toHaveLength(hits);
    return clicksOn(message);
  });
};

describe('a link', () => {
  it('leads to its target, and tells that a person followed it', async () => {
    const message = { ...aTrackedMessage(), variant: 'A' };
    const answer = await follow(linkTo(TARGET, message));
    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([302, TARGET, '']);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-robots-tag')).toContain('noindex');

    const { workspace_id, ...fact } = message;
    const [event] = await judged(message, 1);
    expect(event?.workspaceid).toBe(workspace_id);
    expect(event?.data).toEqual({ ...fact, url: TARGET, machine: false, at: expect.any(String) });
  });

  it('of four thousand characters is served', async () => {
    const [url, message] = [`https://example.com/${'x'.repeat(4_000)}`, aTrackedMessage()];
    expect((await follow(linkTo(url, message))).headers.get('location')).toBe(url);
    expect((await judged(message, 1))[0]?.data.url).toBe(url);
  });

  it('leads by HEAD too, which is a machine', async () => {
    const message = aTrackedMessage();
    const answer = await follow(linkTo(TARGET, message), { method: 'HEAD' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, TARGET]);
    expect((await judged(message, 1)).map(({ data }) => data.machine)).toEqual([true]);
  });

  it('that was signed for anything but the web is a 404 without a redirect', async () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'mailto:a@example.com', '//x.example', ''])
      expect([url, (await follow(linkTo(url))).status]).toEqual([url, 404]);
  });

  it('never writes a second header, whatever was signed', async () => {
    const url = fc.string({ unit: 'binary', maxLength: 60 }).map((end) => `https://example.com/${end}`);
    await fc.assert(
      fc.asyncProperty(
        url.filter((each) => !each.includes('\0')),
        async (signed) => {
          const answer = await follow(linkTo(signed));
          expect(answer.status).toBe(302);
          expect(new URL(answer.headers.get('location') ?? '').host).toBe('example.com');
          expect(answer.headers.get('set-cookie')).toBeNull();
        },
      ),
      { numRuns: 60, examples: [['https://example.com/\r\nset-cookie: a=b'], ['https://example.com/ü ☃']] },
    );
  });

  it('leads nowhere by any other token', async () => {
    const good = linkTo(TARGET);
    const forged = signLinkToken('another secret', aTrackedMessage(), { url: TARGET, position: 0, count: 1 });
    for (const token of ['x', good.slice(0, -4), forged, signOpenToken(TRACKING_SECRET, aTrackedMessage())]) {
      const answer = await follow(token);
      expect([answer.status, answer.headers.get('location')]).toEqual([404, null]);
      expect(answer.headers.get('content-type')).toContain('text/html');
    }
  });
});

describe('clicks', () => {
  it('on every link of a message within ten seconds are a machine’s; a person who clicks later counts', async () => {
    const message = aTrackedMessage();
    const links = [0, 1, 2].map((position) =>
      linkTo(`${TARGET}${position}`, message, { position, count: 3 }),
    );
    for (const link of links) {
      gateway.clock.advance(4_000);
      await follow(link);
    }
    await eventually(async () => expect(await hitsOn(message)).toHaveLength(3));
    // The first one is judged before the last one is old enough.
    gateway.clock.advance(4_000);
    await eventually(() => expect(clicksOn(message)).not.toEqual([]));
    await eventually(() => {
      gateway.clock.advance(1_000);
      expect(clicksOn(message)).toHaveLength(3);
    });
    expect(clicksOn(message).map(({ data }) => data.machine)).toEqual([true, true, true]);

    gateway.clock.advance(60_000);
    await follow(links[1] ?? '');
    await eventually(() => {
      gateway.clock.advance(1_000);
      expect(clicksOn(message)).toHaveLength(4);
    });
    expect(clicksOn(message).at(-1)?.data).toMatchObject({ machine: false, url: `${TARGET}1` });
  });

  it('on some links of a message are a person’s', async () => {
    const message = aTrackedMessage();
    for (const position of [0, 1]) await follow(linkTo(TARGET, message, { position, count: 3 }));
    expect((await judged(message, 2)).map(({ data }) => data.machine)).toEqual([false, false]);
  });

  it('a hundred times on one link are one event within a minute, also from two gateways', async () => {
    const other = await GatewayHarness.start(servers);
    const start = new Date('2026-04-20T09:00:00.000Z');
    for (const { clock } of [gateway, other]) clock.travelTo(start);
    const message = aTrackedMessage();
    const token = linkTo(TARGET, message);
    for (let n = 0; n < 50; n += 1) await Promise.all([follow(token), follow(token, { url: other.url })]);
    await other.stop();
    await eventually(async () => expect((await hitsOn(message)).length).toBeGreaterThan(1));
    await eventually(async () => {
      gateway.clock.advance(1_000);
      expect((await hitsOn(message)).every((hit) => 'judged_at' in hit && hit.judged_at !== null)).toBe(true);
    });
    await eventually(() => expect(clicksOn(message)).not.toEqual([]));
    expect(new Set(clicksOn(message).map(({ id }) => id)).size).toBe(1);
  });

  it('are deleted a minute after they were judged', async () => {
    const message = aTrackedMessage();
    await follow(linkTo(TARGET, message));
    await judged(message, 1);
    await eventually(async () => {
      gateway.clock.advance(10_000);
      expect(await hitsOn(message)).toEqual([]);
    });
  });

  it('are stored when the gateway stops right after them', async () => {
    const other = await GatewayHarness.start(servers);
    const message = aTrackedMessage();
    await follow(linkTo(TARGET, message), { url: other.url });
    await other.stop();
    expect(await hitsOn(message)).toHaveLength(1);
  });

  it('are published at once while the database does not take them', async () => {
    await gateway.sql('alter table link_hit rename to link_hit_away');
    try {
      const message = aTrackedMessage();
      expect((await follow(linkTo(TARGET, message))).status).toBe(302);
      await eventually(() => expect(clicksOn(message)).toHaveLength(1));
    } finally {
      await gateway.sql('alter table link_hit_away rename to link_hit');
    }
  });

  it('above the limit of an address lead on, and are not counted', async () => {
    const limited = await GatewayHarness.start(servers, { rateLimits: 'on' });
    const addresses = limited.app.get(AddressLimits, { strict: false });
    limited.clock.travelTo(new Date('2026-04-20T09:00:00.000Z'));
    while (addresses.count('127.0.0.1', 'link').allowed);
    const message = aTrackedMessage();
    expect((await follow(linkTo(TARGET, message), { url: limited.url })).status).toBe(302);
    await limited.stop();
    expect(await hitsOn(message)).toEqual([]);
  });
});
