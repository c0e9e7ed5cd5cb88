import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WarmupReceived } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { eventually, useServers, type ImapMailbox } from '#testing';
import { signWarmupToken, WARMUP_HEADER } from '#tracking';
import { RescueWarmupMails } from '../src/mailboxes/use-cases/rescue-warmup-mails.js';
import type { MailboxAccount } from './mailbox-accounts.js';
import { mail, ReadingHarness } from './reading-harness.js';
import { TRACKING_SECRET } from './received-mail-fixtures.js';

const FROM = 'ada@sender.example';
const HOUR_MS = 3_600_000;
const servers = useServers();
let reading: ReadingHarness;

beforeAll(async () => {
  reading = await ReadingHarness.start(servers);
});
afterAll(() => reading.stop());

interface Parts {
  readonly send?: Id<'send'>;
  readonly from?: string;
  readonly to: string;
  /** The address that the token is signed for. */
  readonly signedTo?: string;
  readonly messageId?: string;
  readonly secret?: string;
}

function warmupMail({
  send = newId('send'),
  from = FROM,
  to,
  signedTo = to,
  messageId = send,
  secret = TRACKING_SECRET,
}: Parts): string {
  const token = signWarmupToken(secret, send, { from: FROM, to: signedTo });
  return [
    `From: Ada Lovelace <${from}>`,
    `To: ${to}`,
    `Subject: ${messageId}`,
    `Message-ID: <${messageId}@sender.example>`,
    `${WARMUP_HEADER}: ${token}`,
    '',
    'Hi,',
    '',
  ].join('\r\n');
}

/** Resolves when the service knows that the account warms up. */
async function warmUp(account: MailboxAccount): Promise<void> {
  await reading.change(account, { warmsUp: true });
  await eventually(async () => {
    const rows = await reading.database.query('select from mailbox where account_id = $1 and warms_up', [
      uuidOf(account.id),
    ]);
    if (rows.length === 0) throw new Error('it does not warm up yet');
  });
}

/** An account that warms up, with a spam folder. */
async function warming(
  user: string,
): Promise<{ account: MailboxAccount; box: ImapMailbox; spam: ImapMailbox }> {
  const { account, box } = await reading.readAccount(user);
  const spam = box.addSpamFolder();
  await warmUp(account);
  return { account, box, spam };
}

/** The next look into all spam folders, and its end. */
async function look(): Promise<void> {
  reading.clock.advance(HOUR_MS);
  const rescue = reading.replica.app.get(RescueWarmupMails, { strict: false });
  while ((await rescue.execute()) === 'more');
}

const received = async ({ id }: MailboxAccount) => {
  const events = await reading.published(WarmupReceived);
  return events.filter(({ data }) => data.sending_account_id === id).map(({ data }) => data);
};

/** Resolves when everything that is in the inbox was read: a last mail, which is no warmup mail, was handed over. */
async function untilAllRead(box: ImapMailbox, { id }: MailboxAccount, last = `last ${Math.random()}`) {
  box.add(mail(last));
  await eventually(() => expect(reading.recorded.subjects(id)).toContain(last));
}

describe('a warmup mail in an inbox', () => {
  it('is told once, and is nobody’s reply', async () => {
    const { account, box } = await reading.readAccount('inbox@own.example');
    const send = newId('send');
    box.add(warmupMail({ send, to: 'inbox@own.example' }));
    await untilAllRead(box, account);

    expect(await received(account)).toEqual([
      {
        send_id: send,
        sending_account_id: account.id,
        placement: 'inbox',
        message_id: `<${send}@sender.example>`,
        at: expect.any(String),
      },
    ]);
    expect(reading.recorded.subjects(account.id)).toHaveLength(1);
  });

  it('is the same one when the numbers of its mailbox change', async () => {
    const { account, box } = await reading.readAccount('renumbered@own.example');
    box.add(warmupMail({ to: 'renumbered@own.example' }));
    await untilAllRead(box, account);

    box.renumber(500);
    await reading.change(account, { login: { password: 'other' } });
    box.password = 'other';
    await untilAllRead(box, account);

    expect(await received(account)).toHaveLength(1);
    expect(reading.recorded.subjects(account.id).filter((subject) => subject.startsWith('send_'))).toEqual(
      [],
    );
  });

  it.each([
    ['signed by another secret', { secret: 'another-secret-of-somebody' }],
    ['signed for another mailbox', { signedTo: 'victim@own.example' }],
    ['from another address', { from: 'eve@evil.example' }],
  ])('is a mail as any other when its token is %s', async (_, parts) => {
    const user = `${newId('send')}@own.example`;
    const { account, box } = await reading.readAccount(user);
    box.add(warmupMail({ to: user, messageId: 'forged', ...parts }));

    await eventually(() => expect(reading.recorded.subjects(account.id)).toEqual(['forged']));
    expect(await received(account)).toEqual([]);
  });

  it('uses up its token: a copy of it is a mail as any other', async () => {
    const { account, box } = await reading.readAccount('copied@own.example');
    const send = newId('send');
    box.add(warmupMail({ send, to: 'copied@own.example' }));
    await untilAllRead(box, account, 'between');
    box.add(warmupMail({ send, to: 'copied@own.example', messageId: 'copy' }));

    await eventually(() => expect(reading.recorded.subjects(account.id)).toEqual(['between', 'copy']));
    expect(await received(account)).toHaveLength(1);
  });
});

describe('a warmup mail in a spam folder', () => {
  it('is told as spam, marked and moved into the inbox, where it is not told again', async () => {
    const { account, box, spam } = await warming('spam@own.example');
    const send = newId('send');
    spam.add(warmupMail({ send, to: 'spam@own.example' }), { arrivedAt: reading.clock.now() });
    spam.add(mail('real spam'), { arrivedAt: reading.clock.now() });

    await look();
    await look();
    await untilAllRead(box, account);

    expect(await received(account)).toMatchObject([{ send_id: send, placement: 'spam' }]);
    expect(spam.messages).toHaveLength(1);
    const moved = box.messages.find(({ raw }) => raw.includes(send));
    expect(moved).toMatchObject({ seen: true });
    expect([...(moved?.keywords ?? [])]).toEqual(['$NotJunk']);
    expect(reading.recorded.subjects(account.id)).not.toContain(send);
  });

  it('stays there with a forged or a copied token, and with one that was in the inbox before', async () => {
    const { account, box, spam } = await warming('forged@own.example');
    const send = newId('send');
    const original = warmupMail({ send, to: 'forged@own.example' });
    box.add(original);
    await untilAllRead(box, account);
    const arrivedAt = reading.clock.now();
    spam.add(original, { arrivedAt });
    spam.add(warmupMail({ send, to: 'forged@own.example', messageId: 'copy' }), { arrivedAt });
    spam.add(warmupMail({ to: 'forged@own.example', secret: 'another-secret-of-somebody' }), { arrivedAt });

    await look();

    expect(spam.messages).toHaveLength(3);
    expect(await received(account)).toMatchObject([{ send_id: send, placement: 'inbox' }]);
  });

  it('is left alone in accounts that do not warm up', async () => {
    const { account, box } = await reading.readAccount('resting@own.example');
    const spam = box.addSpamFolder();
    spam.add(warmupMail({ to: 'resting@own.example' }), { arrivedAt: reading.clock.now() });

    await look();

    expect(spam.messages).toHaveLength(1);
    expect(await received(account)).toEqual([]);
  });

  it('is looked for at most twice an hour, and an account without such a folder is no failure', async () => {
    const { account } = await reading.readAccount('nofolder@own.example');
    await warmUp(account);
    await look();
    const logins = reading.imap.logins.length;

    reading.clock.advance(HOUR_MS / 4);
    await reading.replica.app.get(RescueWarmupMails, { strict: false }).execute();

    expect(reading.imap.logins).toHaveLength(logins);
  });
});
