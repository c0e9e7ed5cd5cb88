import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EnrollmentView, ReplyListItem, SendingAccountView, SendView, SuppressionView } from '#contracts';
import { freePort, startMailbox, type Mailbox } from '#embedded';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from '../support/call.js';
import { createWorkspace } from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';
import { startMailServers, type MailServers } from './mail-servers.js';
import { ACCOUNT, createAccount, deliver, launchCampaign, PASSWORD } from './mail-story.js';
import { fillMailbox, forgetUids, messagesOf } from './maildir.js';
import { complaint, exchangeReport, gmailReport } from './reports.js';

const PEOPLE = ['reply', 'away', 'exchange', 'gmail', 'spam', 'restarted', 'renumbered', 'later', 'stays'];
const people = PEOPLE.map((name) => `${name}@customer.test`);
const OLD_MESSAGES = 5_000;

let refusing: Mailbox;
let mail: MailServers;
beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nimbus-refusing-'));
  refusing = await startMailbox({ dir, smtpPort: await freePort(), refuse: () => true });
  mail = await startMailServers({
    addresses: [ACCOUNT, ...people],
    relayed: { 'gone.test': refusing.smtpPort },
    password: PASSWORD,
  });
  await fillMailbox(mail.mailboxes, ACCOUNT, OLD_MESSAGES);
});
afterAll(async () => {
  await mail.stop();
  await refusing.stop();
});

describe('recipients behind Postfix and Dovecot', () => {
  const system = useSystem({
    environment: () => ({ ALLOWED_HOSTS: `127.0.0.1:${mail.smtpPort},127.0.0.1:${mail.imapPort}` }),
  });
  let rest: RestClient;
  let account: SendingAccountView;
  let campaign: string;
  beforeAll(async () => {
    rest = await createWorkspace(system.baseUrl);
    account = await createAccount(rest, mail);
    campaign = await launchCampaign(rest, account.id, [...people, 'nobody@gone.test']);
    await eventually(async () =>
      expect((await sends()).every(({ status }) => status !== 'scheduled')).toBe(true),
    );
    await eventually(async () => {
      for (const address of people) expect(await messagesOf(mail.mailboxes, address)).toHaveLength(1);
    });
  });

  const sends = () => rest.all(SendView, `campaigns/${campaign}/sends/`);
  const replies = () => rest.all(ReplyListItem, `replies/`);
  const enrollmentOf = async (name: string): Promise<EnrollmentView | undefined> => {
    const enrollments = await rest.all(EnrollmentView, `campaigns/${campaign}/enrollments/`);
    return enrollments.find(({ email }) => email.startsWith(name));
  };
  const ends = (name: string, status: string) =>
    eventually(async () => expect((await enrollmentOf(name))?.status).toBe(status));
  const suppressed = async (name: string) =>
    (await rest.all(SuppressionView, 'suppressions/')).some(({ email }) => email?.startsWith(name) === true);
  /** The message that the person got. */
  async function messageTo(name: string) {
    const [message] = await messagesOf(mail.mailboxes, `${name}@customer.test`);
    if (message?.messageId === undefined) throw new Error(`${name} has no message`);
    return { ...message, messageId: message.messageId };
  }
  async function reply(name: string, text: string): Promise<void> {
    const { messageId, subject } = await messageTo(name);
    await deliver(mail, {
      from: `Ann <${name}@customer.test>`,
      to: ACCOUNT,
      subject: `Re: ${subject}`,
      inReplyTo: messageId,
      references: [messageId],
      text: `${text}\r\n\r\nOn Mon, 30 Nov 2026 at 10:00, Sam Sales <${ACCOUNT}> wrote:\r\n> Hi Ann\r\n`,
      headers: { 'User-Agent': 'Mozilla Thunderbird' },
    });
  }

  it('who answer get no follow-up, and are listed with their intent', async () => {
    await reply('reply', 'This sounds interesting. Could we talk on Thursday?');
    await ends('reply', 'replied');
    const [listed] = (await replies()).filter(({ from }) => from.startsWith('reply'));
    expect(listed).toMatchObject({ intent: 'interested', automatic: false });
  });

  it('who are away get it later', async () => {
    const { messageId, subject } = await messageTo('away');
    await deliver(mail, {
      from: 'away@customer.test',
      to: ACCOUNT,
      subject: `Automatic reply: ${subject}`,
      inReplyTo: messageId,
      headers: { 'Auto-Submitted': 'auto-replied' },
      text: 'I am out of the office until 20 December 2026.',
    });
    await eventually(async () => {
      const { status, next_step_at } = (await enrollmentOf('away')) ?? {};
      expect(status).toBe('active');
      expect(Date.parse(next_step_at ?? '')).toBeGreaterThan(Date.now() + 5 * 86_400_000);
    });
  });

  it('who do not exist are suppressed when Postfix reports it', async () => {
    await ends('nobody', 'bounced');
    expect(await suppressed('nobody')).toBe(true);
    const send = (await sends()).find(({ email }) => email.startsWith('nobody'));
    expect(send).toMatchObject({ status: 'bounced', error: { smtp_code: 550 } });
  });

  it('are suppressed by reports in the forms of Exchange and Gmail', async () => {
    const exchange = await messageTo('exchange');
    await deliver(mail, {
      envelope: { from: '', to: ACCOUNT },
      raw: exchangeReport('exchange@customer.test', exchange.messageId),
    });
    const gmail = await messageTo('gmail');
    await deliver(mail, {
      envelope: { from: '', to: ACCOUNT },
      raw: gmailReport('gmail@customer.test', gmail.messageId),
    });
    for (const name of ['exchange', 'gmail']) {
      await ends(name, 'bounced');
      expect(await suppressed(name)).toBe(true);
    }
  });

  it('who complain get nothing more', async () => {
    const { messageId } = await messageTo('spam');
    await deliver(mail, {
      envelope: { from: 'feedback@customer.test', to: ACCOUNT },
      raw: complaint('spam@customer.test', messageId),
    });
    await ends('spam', 'unsubscribed');
    expect(await suppressed('spam')).toBe(true);
  });

  it('are heard again after the IMAP server was restarted', async () => {
    await mail.restartDovecot();
    await reply('restarted', 'Not interested, thank you.');
    await ends('restarted', 'replied');
  });

  it('are heard once after the mailbox got a new UIDVALIDITY', async () => {
    const before = (await replies()).length;
    await mail.restartDovecot({ before: () => forgetUids(mail.mailboxes, ACCOUNT) });
    await reply('renumbered', 'Who else uses this?');
    await ends('renumbered', 'replied');
    expect(await replies()).toHaveLength(before + 1);
  });

  it('are heard again after the password of the mailbox was changed there and here', async () => {
    await mail.restartDovecot({ password: 'changed' });
    const path = `sending-accounts/${account.id}/`;
    const now = () => rest.get(SendingAccountView, path);
    await eventually(async () => expect((await now()).status).toBe('error'));
    expect((await now()).status_reason).toMatch(/IMAP/);

    const changed = await call(rest, 'PATCH', path, { imap: { password: 'changed' } });
    expect(changed.status).toBe(200);
    await reply('later', 'Please tell me more about the price.');
    await ends('later', 'replied');
    await eventually(async () => expect((await now()).status).toBe('active'));
  });

  it('who wrote before the account was added are left alone', async () => {
    expect((await enrollmentOf('stays'))?.status).toBe('active');
    expect((await replies()).every(({ from }) => !from.startsWith('old@'))).toBe(true);
  });
});
