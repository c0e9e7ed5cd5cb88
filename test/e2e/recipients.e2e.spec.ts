import { beforeAll, describe, expect, it } from '@jest/globals';
import { simpleParser, type ParsedMail } from 'mailparser';
import { createTransport } from 'nodemailer';
import {
  CampaignResource,
  EnrollmentView,
  pageOf,
  ReplyIntents,
  ReplyListItem,
  ReplyView,
  SendView,
  SequenceView,
  SuppressionView,
} from '#contracts';
import { freePort } from '#embedded';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { receivedMessages } from '../support/received-messages.js';
import { useSystem } from '../support/use-system.js';

const MINUTE_MS = 60_000;
const BROWSER = 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const ONE_CLICK = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'List-Unsubscribe=One-Click',
};

let smtpPort = 0;
beforeAll(async () => {
  smtpPort = await freePort();
});

describe('recipients', () => {
  const system = useSystem({
    environment: () => ({ INBOUND_DOMAIN: 'replies.test', INBOUND_SMTP_PORT: String(smtpPort) }),
  });

  /** Campaigns with a follow-up a day later, whose first messages have arrived. */
  async function arrived(
    rest: RestClient,
    { people, campaigns = 1 }: { people: number; campaigns?: number },
  ) {
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    const addresses = await createContacts(rest, people);
    const sequence = await rest.post(SequenceView, 'sequences/', {
      name: 'With links',
      steps: [
        {
          subject: 'A question',
          body_html:
            '<p>See <a href="https://shop.example/a?x=1&amp;y=2">one</a>, <a href="https://shop.example/b">two</a></p>',
        },
        { delay_value: 1, delay_unit: 'days', body_html: '<p>Did this reach you?</p>' },
      ],
    });
    const ids: string[] = [];
    while (ids.length < campaigns) {
      const { id } = await createCampaign(rest, accounts, { sequence_id: sequence.id });
      await rest.act(`campaigns/${id}/launch/`);
      ids.push(id);
    }
    const messagesTo = async (address: string): Promise<ParsedMail[]> => {
      const messages = await receivedMessages(system.mailbox.url);
      return Promise.all(
        messages
          .filter(({ to }) => to === address)
          .map(async ({ id }) => {
            const response = await fetch(`${system.mailbox.url}/api/messages/${id}`);
            return simpleParser(Buffer.from(await response.arrayBuffer()));
          }),
      );
    };
    await eventually(async () => {
      for (const address of addresses) expect(await messagesTo(address)).toHaveLength(campaigns);
    });
    return { addresses, campaigns: ids, messagesTo };
  }

  /** Messages name the public address; tests reach the gateway at its own. */
  const reachable = (address: string): string => {
    const { pathname } = new URL(address);
    return `${system.baseUrl}${pathname}`;
  };
  const unsubscribeAddress = (mail: ParsedMail): string => {
    const line = mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '';
    return reachable(/<(https?:[^>]+)>/.exec(line.replaceAll(/\s/g, ''))?.[1] ?? '');
  };

  it('who unsubscribe with one click get nothing more in any campaign; a scanner unsubscribes nobody', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const { addresses, campaigns, messagesTo } = await arrived(rest, { people: 2, campaigns: 2 });
    const [leaving = '', staying = ''] = addresses;
    const [mail] = await messagesTo(leaving);
    const [other] = await messagesTo(staying);
    if (mail === undefined || other === undefined) throw new Error('no message');

    for (let scan = 0; scan < 50; scan += 1) {
      const page = await fetch(unsubscribeAddress(other), { headers: { 'user-agent': BROWSER } });
      expect({ status: page.status, button: (await page.text()).includes('<button') }).toEqual({
        status: 200,
        button: true,
      });
    }
    expect((await fetch(unsubscribeAddress(mail), ONE_CLICK)).status).toBe(200);
    expect((await fetch(unsubscribeAddress(mail), ONE_CLICK)).status).toBe(200);

    await eventually(async () => {
      for (const campaign of campaigns) {
        const enrollments = await rest.all(EnrollmentView, `campaigns/${campaign}/enrollments/`);
        const byAddress = Object.fromEntries(enrollments.map(({ email, status }) => [email, status]));
        expect(byAddress).toEqual({ [leaving]: 'unsubscribed', [staying]: 'active' });
      }
      const [suppression, ...more] = await rest.all(SuppressionView, 'suppressions/');
      expect(more).toEqual([]);
      expect(suppression).toMatchObject({ email: leaving, reason: 'unsubscribed' });
      const left = await Promise.all(campaigns.map((id) => rest.get(CampaignResource, `campaigns/${id}/`)));
      expect(left.map(({ metrics }) => metrics?.unsubscribed).toSorted((a = 0, b = 0) => a - b)).toEqual([
        0, 1,
      ]);
    });

    system.clock.advance(25 * 60 * MINUTE_MS);
    await eventually(async () => expect(await messagesTo(staying)).toHaveLength(4));
    expect(await messagesTo(leaving)).toHaveLength(2);
  });

  it('who follow a link are led to its target and count once; machines do not count', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const { addresses, campaigns, messagesTo } = await arrived(rest, { people: 2 });
    const links = async (address: string) => {
      const [mail] = await messagesTo(address);
      const html = typeof mail?.html === 'string' ? mail.html : '';
      return [...html.matchAll(/href="([^"]+\/c\/[^"]+)"/g)].map(([, href]) => reachable(href ?? ''));
    };
    const follow = (address: string) =>
      fetch(address, { redirect: 'manual', headers: { 'user-agent': BROWSER } });
    const [person = '', scanner = ''] = addresses;
    const [one = '', two = ''] = await links(person);
    const swept = await links(scanner);
    system.clock.advance(MINUTE_MS);

    const followed = await follow(one);
    expect([followed.status, followed.headers.get('location')]).toEqual([
      302,
      'https://shop.example/a?x=1&y=2',
    ]);
    await follow(one);
    for (const link of swept) await follow(link);
    expect((await follow(`${two.slice(0, -4)}AAAA`)).status).toBe(404);
    expect((await follow(one.replace('/c/', '/u/'))).status).toBe(404);

    system.clock.advance(MINUTE_MS);
    await eventually(async () => {
      const { metrics } = await rest.get(CampaignResource, `campaigns/${campaigns[0]}/`);
      expect(metrics?.clicked).toBe(1);
      const sends = await rest.all(SendView, `campaigns/${campaigns[0]}/sends/`);
      expect(sends.filter(({ clicked_at }) => clicked_at !== null).map(({ email }) => email)).toEqual([
        person,
      ]);
    });
  });

  it('who answer by mail stop, are listed with an intent that people correct, and figures follow', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const { addresses, campaigns, messagesTo } = await arrived(rest, { people: 2 });
    const [answering = '', silent = ''] = addresses;
    const [mail] = await messagesTo(answering);
    const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
    await transport.sendMail({
      from: answering,
      to: mail?.replyTo?.value[0]?.address ?? '',
      subject: 'Re: A question',
      inReplyTo: mail?.messageId ?? '',
      text: 'Not interested, thank you.\n\nOn Monday, Account 0 wrote:\n> See one, two\n',
    });
    transport.close();

    const campaign = `campaigns/${campaigns[0]}`;
    const [reply] = await eventually(async () => {
      const replies = (
        await rest.get(pageOf(ReplyListItem), `replies/?campaign_id=${campaigns[0]}&intent=not_interested`)
      ).results;
      expect(replies).toMatchObject([{ snippet: 'Not interested, thank you.', automatic: false }]);
      const enrollments = await rest.all(EnrollmentView, `${campaign}/enrollments/`);
      const byAddress = Object.fromEntries(enrollments.map(({ email, status }) => [email, status]));
      expect(byAddress).toEqual({ [answering]: 'replied', [silent]: 'active' });
      const { metrics } = await rest.get(CampaignResource, `${campaign}/`);
      expect(metrics?.replied).toBe(1);
      return replies;
    });

    const corrected = await rest.post(ReplyView, `replies/${reply?.id}/`, { intent: 'objection' });
    expect(corrected).toMatchObject({ intent: 'objection', corrected: true, confidence: 1 });
    await eventually(async () => {
      const { intents } = await rest.get(ReplyIntents, `${campaign}/analytics/reply-intents/`);
      expect(intents).toMatchObject({ objection: 1, not_interested: 0 });
    });
  });
});
