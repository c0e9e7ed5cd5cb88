import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailUnsubscribed, type DataOf } from '#contracts';
import { NatsConnectionHolder } from '#messaging';
import { eventually, useServers } from '#testing';
import { signLinkToken, signOpenToken, signUnsubscribeToken } from '#tracking';
import { aTrackedMessage } from './campaign-fixtures.js';
import { GatewayHarness, TRACKING_SECRET } from './gateway-harness.js';

type Unsubscribed = { id: string; workspaceid: string; data: DataOf<typeof EmailUnsubscribed> };

const servers = useServers();
let gateway: GatewayHarness;
const heard: Unsubscribed[] = [];
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers, { rateLimits: 'on' });
  gateway.nats.connection.subscribe(EmailUnsubscribed.subject, {
    callback: (_, message) => void heard.push(...message.json<Unsubscribed[]>()),
  });
  await gateway.nats.connection.flush();
});
beforeEach(() => void heard.splice(0));
afterAll(() => gateway.stop());

const PAGE = { sender: 'Ada of Acme', language: '' };
const tokenFor = (page = PAGE, message = aTrackedMessage()) =>
  signUnsubscribeToken(TRACKING_SECRET, message, page);

const send = (method: string, token: string, init: RequestInit = {}) =>
  fetch(`${gateway.url}/u/${token}`, { method, redirect: 'manual', ...init });
const form = (body: string): RequestInit => ({
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});
const oneClick = (token: string) => send('POST', token, form('List-Unsubscribe=One-Click'));

const published = (count: number): Promise<readonly Unsubscribed[]> =>
  eventually(() => {
    expect(heard).toHaveLength(count);
    return heard;
  });
const stored = async () => (await gateway.nats.manager.streams.info('EMAIL')).state.messages;

describe('One-Click', () => {
  it('unsubscribes with the first request, and repeats are the same event', async () => {
    const message = { ...aTrackedMessage(), variant: 'B' };
    const token = tokenFor(PAGE, message);
    const before = await stored();
    const answer = await oneClick(token);
    // Durable before the answer.
    expect(await stored()).toBe(before + 1);
    expect([answer.status, answer.headers.get('set-cookie'), await answer.text()]).toEqual([
      200,
      null,
      'unsubscribed\n',
    ]);

    await oneClick(token);
    const { workspace_id, ...fact } = message;
    const [event] = await published(1);
    expect(event?.workspaceid).toBe(workspace_id);
    expect(event?.data).toEqual({ ...fact, method: 'one_click', at: expect.any(String) });
  });

  it('is one event too when two gateways get it', async () => {
    const other = await GatewayHarness.start(servers);
    const token = tokenFor();
    const before = await stored();
    await Promise.all([oneClick(token), fetch(`${other.url}/u/${token}`, { method: 'POST' })]);
    await other.stop();
    expect(await stored()).toBe(before + 1);
  });

  it('is said again after an hour, for a contact whose suppression was lifted', async () => {
    const token = tokenFor();
    await oneClick(token);
    gateway.clock.advance(3_600_000);
    await oneClick(token);
    expect(new Set((await published(2)).map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    [
      'a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'List-Unsubscribe=One-Click',
      'one_click',
    ],
    [
      'multipart',
      { 'content-type': 'multipart/form-data; boundary=b' },
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      'one_click',
    ],
    ['no media type', {}, 'List-Unsubscribe=One-Click', 'one_click'],
    ['a malformed media type', { 'content-type': ';;' }, 'List-Unsubscribe=One-Click', 'one_click'],
    ['JSON that is none', { 'content-type': 'application/json' }, '{', 'page'],
    ['a content coding', { 'content-encoding': 'gzip' }, 'x', 'page'],
    [
      '100 kB',
      { 'content-type': 'text/plain' },
      `List-Unsubscribe=One-Click&${'x'.repeat(100_000)}`,
      'one_click',
    ],
    ['nothing', {}, '', 'page'],
  ])('takes %s as its body', async (_, headers, body, method) => {
    const answer = await send('POST', tokenFor(), { headers, body: Buffer.from(body) });
    expect(answer.status).toBe(200);
    expect((await published(1))[0]?.data.method).toBe(method);
  });

  it('is not refused by a limit that a mail provider would reach', async () => {
    const answers = await Promise.all(Array.from({ length: 400 }, () => oneClick(tokenFor())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await published(400);
  });
});

describe('the page', () => {
  it('has one button and the name of the sender, and a thousand visits do nothing', async () => {
    const token = tokenFor();
    const html = await (await send('GET', token)).text();
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).toContain('<form method="post">');
    expect(html).toContain('Ada of Acme');
    const before = await stored();
    for (let n = 0; n < 100; n += 1)
      await Promise.all(Array.from({ length: 10 }, (_, m) => send(m % 2 === 0 ? 'GET' : 'HEAD', token)));
    expect(await stored()).toBe(before);
  });

  it('answers its button with a confirmation in the same language, and by no redirect', async () => {
    const token = tokenFor({ sender: 'Ada', language: 'de' });
    const answer = await send('POST', token, form(''));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('Sie sind abgemeldet');
    expect((await published(1))[0]?.data.method).toBe('page');
  });

  it.each([
    ['fr', 'de', 'fr'],
    ['', 'pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['', 'xx, de;q=0.5, es;q=0.7', 'es'],
    ['xx', 'de;q=0', 'en'],
    ['constructor', undefined, 'en'],
  ])('for a contact with %p and a browser with %p is in %p', async (language, accepted, wanted) => {
    const headers = accepted === undefined ? {} : { 'accept-language': accepted };
    const html = await (await send('GET', tokenFor({ sender: 'Ada', language }), { headers })).text();
    expect(html).toContain(`<html lang="${wanted}">`);
  });

  it('runs no script, stands in no frame, sends its form nowhere else, and is in no index', async () => {
    const { headers } = await send('GET', tokenFor());
    const csp = headers.get('content-security-policy');
    for (const rule of [
      "default-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(csp).toContain(rule);
    expect(csp).not.toContain('script-src');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('shows the name of a sender as text, whatever it holds', async () => {
    const sender = `<script>alert(1)</script>"'&$&$\`{sender}`;
    const html = await (await send('GET', tokenFor({ sender, language: '' }))).text();
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;$&amp;$`{sender}');
    expect(html).not.toContain('<script');
  });

  it('is a 404 that repeats nothing for any other token, by GET and by POST', async () => {
    const good = tokenFor();
    const message = aTrackedMessage();
    const wrong = [
      'x',
      good.slice(0, -4),
      `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
      signUnsubscribeToken('another secret', message, PAGE),
      signOpenToken(TRACKING_SECRET, message),
      signLinkToken(TRACKING_SECRET, message, { url: 'https://x.example/', position: 0, count: 1 }),
    ];
    for (const token of wrong) {
      for (const method of ['GET', 'POST']) {
        const answer = await send(method, token);
        expect([token, answer.status, answer.headers.get('location')]).toEqual([token, 404, null]);
        if (token.length > 1) expect(await answer.text()).not.toContain(token);
      }
    }
    await oneClick(good);
    await published(1);
  });
});

describe('an unsubscribe that cannot be stored', () => {
  it('waits in the outbox while NATS is away, once, and is a 503 when the database is away too', async () => {
    const gateways = await Promise.all([GatewayHarness.start(servers), GatewayHarness.start(servers)]);
    try {
      for (const { app } of gateways)
        await app.get(NatsConnectionHolder, { strict: false }).connection.close();
      const token = tokenFor();
      const answers = await Promise.all(
        gateways.map(({ url }) => fetch(`${url}/u/${token}`, { method: 'POST' })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const rows = await gateway.sql('select from outbox where subject = $1', [EmailUnsubscribed.subject]);
      expect(rows).toHaveLength(1);

      await gateway.sql('alter table outbox rename to outbox_away');
      const refused = await fetch(`${gateways[0].url}/u/${tokenFor()}`, { method: 'POST' });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
      expect(await refused.text()).toContain('That did not work');
    } finally {
      await gateway.sql('alter table if exists outbox_away rename to outbox');
      await Promise.all(gateways.map((each) => each.stop()));
    }
  });
});
