import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MailboxOpened, MailboxRefused } from '#contracts';
import { eventually, useServers } from '#testing';
import { mail, ReadingHarness } from './reading-harness.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const servers = useServers();
let inbound: ReadingHarness;
beforeAll(async () => {
  inbound = await ReadingHarness.start(servers);
});
afterAll(() => inbound.stop());

const untilReceived = (accountId: string, subjects: readonly string[]): Promise<void> =>
  eventually(() => expect(inbound.recorded.subjects(accountId)).toEqual(subjects));

describe('a mailbox', () => {
  it('is read from its first opening on: 5,000 messages that were there before are not', async () => {
    const { account, box } = inbound.account('first@example.com');
    for (let n = 0; n < 5_000; n += 1) box.add(mail(`old ${n}`));
    await inbound.publish(account);
    await inbound.untilRead(account);

    box.add(mail('new'));
    box.add(mail('newer'));
    await untilReceived(account.id, ['new', 'newer']);
    const [received] = inbound.recorded.mails.filter(({ accountId }) => accountId === account.id);
    expect(received).toMatchObject({ workspaceId: inbound.workspaceId, raw: Buffer.from(mail('new')) });
    expect(box.messages.filter(({ seen }) => seen)).toEqual([]);
  });

  it('gives a message as unreadable that cannot be processed or converted, and the next ones as they are', async () => {
    const { account, box } = await inbound.readAccount('riddle@example.com');
    inbound.recorded.poison = 'riddle';
    box.add(mail('before'));
    box.add(mail('poison', 'a riddle'));
    box.add(mail('corrupt'), { refusal: 'NO cannot be converted to RFC 822' });
    box.add(mail('after'));

    const failed = 'this program failed to process it';
    await untilReceived(account.id, ['before', failed, 'its server does not give it', 'after']);
    inbound.recorded.poison = undefined;
  });

  it('reads the first 256 kB of a message above 25 MB, where its text is', async () => {
    const { account, box } = await inbound.readAccount('attachment@example.com');
    const huge = mail('huge', 'x'.repeat(400_000));
    box.add(huge, { size: 30_000_000 });

    await untilReceived(account.id, ['huge']);
    const [received] = inbound.recorded.mails.filter(({ accountId }) => accountId === account.id);
    expect(received?.raw).toEqual(Buffer.from(huge.slice(0, 262_144)));
  });

  it('goes on where it was when what receives its mails was away', async () => {
    const { account, box } = await inbound.readAccount('away@example.com');
    inbound.recorded.isAway = true;
    box.add(mail('meanwhile'));
    await eventually(() => expect(inbound.imap.connectionsTo(account.user).now).toBe(0));
    inbound.recorded.isAway = false;

    inbound.clock.advance(HOUR_MS);
    await untilReceived(account.id, ['meanwhile']);
  });

  it('goes on where it was when its server was restarted while the reader waited', async () => {
    const { account, box } = await inbound.readAccount('restart@example.com');
    box.add(mail('one'));
    await untilReceived(account.id, ['one']);

    await inbound.imap.stop();
    box.add(mail('two'));
    expect((await fetch(`${inbound.replica.url}/health/ready`)).status).toBe(200);
    await inbound.imap.listen();
    inbound.clock.advance(HOUR_MS);
    await untilReceived(account.id, ['one', 'two']);
  });

  it('whose numbers have changed loses nothing: what arrived since is read, and nothing older', async () => {
    const { account, box } = inbound.account('renumbered@example.com');
    const old = new Date(Date.now() - 10 * DAY_MS);
    for (let n = 0; n < 20; n += 1) box.add(mail(`old ${n}`), { arrivedAt: old });
    await inbound.publish(account);
    await inbound.untilRead(account);
    box.add(mail('one'));
    await untilReceived(account.id, ['one']);

    await inbound.imap.stop();
    box.add(mail('two'));
    box.add(mail('an old one that was moved here'), { arrivedAt: old });
    box.add(mail('three'));
    box.renumber();
    await inbound.imap.listen();
    inbound.clock.advance(HOUR_MS);
    // One has the time of arrival of the last message that was read: it is known by its Message-ID, not by its number.
    await eventually(() => {
      const subjects = inbound.recorded.subjects(account.id);
      expect([...new Set(subjects)]).toEqual(['one', 'two', 'three']);
    });

    box.add(mail('four'));
    await eventually(() => expect(inbound.recorded.subjects(account.id)).toContain('four'));
    expect(inbound.recorded.subjects(account.id).filter((subject) => subject.startsWith('old'))).toEqual([]);
  });

  it('of a paused account is read, that of a disconnected or deleted one is not', async () => {
    const { account, box } = await inbound.readAccount('status@example.com');
    await inbound.change(account, { status: 'paused' });
    box.add(mail('while paused'));
    await untilReceived(account.id, ['while paused']);

    for (const change of [{ status: 'disconnected' }, { status: 'active', isDeleted: true }] as const) {
      await inbound.change(account, change);
      await eventually(() => expect(inbound.imap.connectionsTo(account.user).now).toBe(0));
      await inbound.change(account, { status: 'active', isDeleted: false });
      await inbound.untilRead(account);
    }
    expect(inbound.imap.connectionsTo(account.user).peak).toBe(1);
  });

  it('keeps its connection when its account changes, and gets another one when its login does', async () => {
    const { account, box } = await inbound.readAccount('changed@example.com');
    const logins = () => inbound.imap.logins.filter((user) => user === account.user).length;
    await inbound.change(account, {});
    box.add(mail('the same connection'));
    await untilReceived(account.id, ['the same connection']);
    expect(logins()).toBe(1);

    box.password = 'changed';
    await inbound.change(account, { login: { password: 'changed' } });
    await eventually(() => expect(logins()).toBe(2));
    expect(inbound.imap.connectionsTo(account.user).peak).toBe(1);
  });

  it('is opened with an access token where the account has one', async () => {
    const { account, box } = inbound.account('token@example.com', {
      password: null,
      access_token: 'a-token',
    });
    box.password = 'a-token';
    await inbound.publish(account);
    await inbound.untilRead(account);
  });
});

describe('a mailbox whose login is refused', () => {
  const eventsOf = async (accountId: string) => {
    const refused = (await inbound.published(MailboxRefused)).map(({ data }) => ({ data, name: 'refused' }));
    const opened = (await inbound.published(MailboxOpened)).map(({ data }) => ({ data, name: 'opened' }));
    const ours = [...refused, ...opened].filter(({ data }) => data.sending_account_id === accountId);
    return ours.map(({ name }) => name);
  };

  it('says so once for each version and day, and once when it is read again', async () => {
    const { account, box } = inbound.account('refused@example.com', { password: 'wrong' });
    await inbound.publish(account);
    await eventually(async () => expect(await eventsOf(account.id)).toHaveLength(1));
    const [event] = (await inbound.published(MailboxRefused)).filter(
      ({ data }) => data.sending_account_id === account.id,
    );
    expect(event?.data).toMatchObject({
      version: 1,
      answer: 'NO [AUTHENTICATIONFAILED] invalid credentials',
    });

    const tries = () => inbound.imap.commands.filter((command) => command === 'AUTHENTICATE').length;
    const before = tries();
    inbound.clock.advance(HOUR_MS);
    await eventually(() => expect(tries()).toBeGreaterThan(before));
    expect(await eventsOf(account.id)).toHaveLength(1);

    inbound.clock.advance(DAY_MS);
    await eventually(async () => expect(await eventsOf(account.id)).toHaveLength(2));
    await inbound.change(account, { login: { password: 'wrong as well' } });
    await eventually(async () => expect(await eventsOf(account.id)).toHaveLength(3));

    await inbound.change(account, { login: {} });
    await inbound.untilRead(account);
    box.add(mail('at last'));
    await untilReceived(account.id, ['at last']);
    expect(await eventsOf(account.id)).toEqual([...Array<string>(3).fill('refused'), 'opened']);
  });

  it('for the moment only is tried again without a word', async () => {
    const { account } = inbound.account('later@example.com');
    inbound.imap.behavior.loginAnswer = 'NO [UNAVAILABLE] try later';
    const before = inbound.imap.commands.filter((command) => command === 'AUTHENTICATE').length;
    await inbound.publish(account);
    await eventually(() =>
      expect(inbound.imap.commands.filter((command) => command === 'AUTHENTICATE').length).toBeGreaterThan(
        before,
      ),
    );
    inbound.imap.behavior.loginAnswer = undefined;
    inbound.clock.advance(HOUR_MS);
    await inbound.untilRead(account);
    expect(await eventsOf(account.id)).toEqual([]);
  });
});
