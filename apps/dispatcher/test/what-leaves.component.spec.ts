import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { z } from 'zod';
import { WorkspaceChanged, type CampaignView, type DataOf } from '#contracts';
import { startMailbox, type Mailbox } from '#embedded';
import { uuidOf } from '#kernel';
import { eventually, recipient, useServers } from '#testing';
import { readLinkToken, readSendId, readUnsubscribeToken } from '#tracking';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness, TRACKING_SECRET } from './dispatcher-harness.js';
import { pythonIsHere, readByPython } from './read-by-python.js';

const servers = useServers();
const dir = mkdtempSync(join(tmpdir(), 'nimbus-leaves-'));
let mailbox: Mailbox;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  mailbox = await startMailbox({ dir });
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
});
afterAll(async () => {
  await dispatcher.stop();
  await mailbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

const HTML = `<html><body><p>Grüße, {{ first_name }}</p>
<A class=x HREF = 'https://a.example/?x=1&amp;y=2'>Our page</A> <a href=http://b.example/b>B</a>
<a href="mailto:ada@a.example">Mail</a> <a href="tel:+49">Call</a> <a href="#top">Top</a> <a href="/x">X</a>
<!--[if mso]><a href="https://c.example/">C</a><![endif]--></body></html>`;
const TARGETS = ['https://a.example/?x=1&y=2', 'http://b.example/b'];

/** The message of one contact, as it arrived. */
async function sent(fixture: CampaignFixture): Promise<Buffer> {
  await dispatcher.introduce(fixture);
  const { confirm } = dispatcher.stubs;
  dispatcher.stubs.confirm = ({ sends }) => ({
    results: sends.map(() => ({
      wanted: true,
      recipient: recipient({ custom_fields: { locale: 'de-AT' } }),
    })),
  });
  await dispatcher.publishSteps(fixture, fixture.due(1));
  await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 }));
  dispatcher.stubs.confirm = confirm;

  const [send] = await dispatcher.sends(fixture);
  const Listed = z.object({
    messages: z.array(z.object({ id: z.string(), message_id: z.string() })),
  });
  const { messages } = Listed.parse(await (await fetch(`${mailbox.url}/api/messages`)).json());
  const found = messages.find(({ message_id }) => message_id === send?.message_id);
  if (found === undefined) throw new Error('the message has not arrived');
  const raw = await (await fetch(`${mailbox.url}/api/messages/${found.id}`)).arrayBuffer();
  return Buffer.from(raw);
}

function fixtureOf(changes: Partial<CampaignView> = {}, body_html = HTML): CampaignFixture {
  const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1, ...changes });
  Object.assign(fixture.steps[0] ?? {}, { body_html, body_text: null });
  return fixture;
}

/** The dispatcher knows these settings of the fixture's workspace. */
async function withSettings(
  fixture: CampaignFixture,
  settings: Partial<DataOf<typeof WorkspaceChanged>>,
): Promise<CampaignFixture> {
  const data = { version: 2, footer: null, postal_address: null, tracking_domain: null, ...settings };
  await dispatcher.stubs.publish(WorkspaceChanged, fixture.workspaceId, data);
  await dispatcher.stubs.publish(WorkspaceChanged, fixture.workspaceId, {
    ...data,
    version: 1,
    footer: 'old',
  });
  await eventually(async () =>
    expect(
      await dispatcher.database.query('select version from workspace_setting where workspace_id = $1', [
        uuidOf(fixture.workspaceId),
      ]),
    ).toEqual([{ version: data.version }]),
  );
  return fixture;
}

const headersOf = (raw: Buffer): string =>
  raw
    .toString('latin1')
    .split('\r\n\r\n', 1)
    .join('')
    .replaceAll(/\r\n[ \t]+/g, ' ');
const header = (raw: Buffer, name: string): string[] =>
  [...headersOf(raw).matchAll(new RegExp(`^${name}: (.*)$`, 'gim'))].map(([, value = '']) => value);
/** The part of a message as its bytes are, with the encoding of its transfer. */
function rawPart(raw: Buffer, type: string): string {
  const boundary = /boundary="([^"]+)"/.exec(raw.toString('latin1'))?.[1] ?? '';
  const parts = raw.toString('latin1').split(`--${boundary}`);
  return parts.find((part) => part.includes(`Content-Type: ${type}`)) ?? '';
}
const token = (kind: string, text: string): string =>
  new RegExp(`https://n\\.example/${kind}/([\\w-]+)`).exec(text)?.[1] ?? '';

describe('a message that arrived', () => {
  it('has a one-click unsubscribe address for its mail client, and one to write to, at an account whose mailbox is read', async () => {
    const raw = await sent(fixtureOf());
    const [list = '', ...more] = header(raw, 'List-Unsubscribe');
    const [, url, mailto] = /^<(https:[^>]+)>, <(mailto:[^>]+)>$/.exec(list) ?? [];
    const mail = await simpleParser(raw);
    const sendToken = /^<([^@]+)@sender\.example>$/.exec(mail.messageId ?? '')?.[1] ?? '';

    expect(more).toEqual([]);
    expect(header(raw, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click']);
    expect(mailto).toBe(`mailto:account0@sender.example?subject=unsubscribe%20${sendToken}`);
    expect(header(raw, 'Reply-To')).toEqual([]);
    expect(mail.headers.get('list')).toMatchObject({
      unsubscribe: { url },
      'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
    });

    const leaving = readUnsubscribeToken(TRACKING_SECRET, token('u', url ?? ''));
    expect(leaving?.page).toEqual({ sender: 'Ada Lovelace', language: 'de' });
    expect(leaving?.message.send_id).toBe(readSendId(TRACKING_SECRET, sendToken));
    expect(mail.text).toContain(`\n\nUnsubscribe: ${url}`);
    expect(mail.html).toContain(`<a href="${url}">Unsubscribe</a></p>`);
  });

  it('leads answers to the inbound domain at an account whose mailbox is not read', async () => {
    const fixture = fixtureOf();
    fixture.readsReplies = false;
    const raw = await sent(fixture);
    const sendToken = /^<([^@]+)@/.exec(header(raw, 'Message-ID')[0] ?? '')?.[1] ?? '';
    expect(readSendId(TRACKING_SECRET, sendToken)).not.toBeNull();
    expect(header(raw, 'Reply-To')).toEqual([`r-${sendToken}@replies.example`]);
    expect(header(raw, 'List-Unsubscribe')[0]).toContain(`, <mailto:u-${sendToken}@replies.example>`);
    expect(header(raw, 'From')).toEqual(['Ada Lovelace <account0@sender.example>']);
  });

  it('has signed links where link tracking is on, and nothing else of it differs from one without', async () => {
    const settings = { footer: '', postal_address: '1 Example St' };
    const off = { open_tracking_enabled: false, link_tracking_enabled: false };
    const tracked = await sent(
      await withSettings(fixtureOf({ ...off, link_tracking_enabled: true }), settings),
    );
    const plain = await sent(await withSettings(fixtureOf(off), settings));
    expect(rawPart(tracked, 'text/plain')).toBe(rawPart(plain, 'text/plain'));
    expect(rawPart(tracked, 'text/plain')).toContain('https://a.example/?x=3D1&y=3D2');

    const html = (await simpleParser(tracked)).html || '';
    const tokens = [...html.matchAll(/https:\/\/n\.example\/c\/([\w-]+)/g)].map(([, each = '']) => each);
    const links = tokens.map((each) => readLinkToken(TRACKING_SECRET, each)?.link);
    expect(links).toEqual(TARGETS.map((url, position) => ({ url, position, count: 2 })));
    const spelled = [TARGETS[0]?.replace('&', '&amp;'), TARGETS[1]];
    const back = tokens.reduce(
      (text, each, at) => text.replace(`https://n.example/c/${each}`, spelled[at] ?? ''),
      html,
    );
    expect(back).toBe((await simpleParser(plain)).html);
    expect(html).not.toContain('/t/');
  });

  it('has all its addresses at the tracking domain of its workspace, and its own footer', async () => {
    const footer = 'Abmelden: {{ unsubscribe_url }}';
    const raw = await sent(
      await withSettings(fixtureOf(), { footer, tracking_domain: 'go.customer.example' }),
    );
    const mail = await simpleParser(raw);
    expect(`${headersOf(raw)}${mail.html || ''}${mail.text ?? ''}`).not.toContain('n.example');
    expect(mail.html).toMatch(
      /<a href="https:\/\/go\.customer\.example\/u\/[\w-]+">Abmelden<\/a><\/p><img src="https:\/\/go\.customer\.example\/t\//,
    );
    expect(mail.text).toMatch(/\n\nAbmelden: https:\/\/go\.customer\.example\/u\/[\w-]+\n*$/);
    expect(mail.html).toMatch(/HREF = 'https:\/\/go\.customer\.example\/c\//);
  });

  it('has no footer beside a link that its template shows', async () => {
    const raw = await sent(fixtureOf({}, `<p>Hi</p><a href="{{ unsubscribe_url }}">Leave</a>`));
    const mail = await simpleParser(raw);
    expect(mail.html).toMatch(/<a href="https:\/\/n\.example\/u\/[\w-]+">Leave<\/a><img [^>]*>\n*$/);
    expect(mail.text?.trim()).toMatch(/^Hi\n\nLeave \(https:\/\/n\.example\/u\/[\w-]+\)$/);
  });

  (pythonIsHere ? it : it.skip)("is read by Python's library as by ours, without a defect", async () => {
    const raw = await sent(fixtureOf());
    const read = readByPython(raw);
    const values = (name: string) =>
      read.headers.flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []));
    const mail = await simpleParser(raw);

    expect(read.defects).toEqual([]);
    expect(values('list-unsubscribe')).toEqual(header(raw, 'List-Unsubscribe'));
    expect(values('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    expect(values('message-id')).toEqual([mail.messageId]);
    expect(read.html.replaceAll('\r\n', '\n').trim()).toBe((mail.html || '').trim());
    expect(read.text.replaceAll('\r\n', '\n').trim()).toBe(mail.text?.trim());
    expect(
      Math.max(
        ...raw
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(999);
  });
});
