import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '#service';
import { eventually, useServers } from '#testing';
import type { MailboxAccount } from './mailbox-accounts.js';
import { mail, ReadingHarness } from './reading-harness.js';

const MAILBOXES = 20;

const servers = useServers();
let inbound: ReadingHarness;
let accounts: MailboxAccount[];
beforeAll(async () => {
  inbound = await ReadingHarness.start(servers);
  accounts = Array.from({ length: MAILBOXES }, (_, n) => inbound.account(`user${n}@example.com`).account);
  await inbound.publish(...accounts);
  await Promise.all(accounts.map((account) => inbound.untilRead(account)));
});
afterAll(() => inbound.stop());

/** The mailboxes of each process. */
async function holdings(): Promise<number[]> {
  const rows = await inbound.database.query<{ count: number }>(
    'select count(*)::int as count from mailbox where leased_by is not null group by leased_by order by 1',
  );
  return rows.map(({ count }) => count);
}

const everybodyIsRead = (): Promise<void> =>
  eventually(() => {
    const open = accounts.filter(({ user }) => inbound.imap.connectionsTo(user).now === 1);
    expect(open).toHaveLength(MAILBOXES);
  });

/** Delivers a mail to each mailbox and waits until all were received, each once. */
async function deliverToAll(subject: string): Promise<void> {
  const before = inbound.recorded.mails.length;
  for (const { user } of accounts) inbound.imap.mailboxOf(user)?.add(mail(`${subject} ${user}`));
  await eventually(() => expect(inbound.recorded.mails.length).toBe(before + MAILBOXES));
}

describe('two processes', () => {
  let second: RunningService;

  it('share the mailboxes evenly, and every mail is received once, also one that arrives during the change', async () => {
    expect(await holdings()).toEqual([MAILBOXES]);
    second = await inbound.startReplica();
    await deliverToAll('meanwhile');

    await eventually(async () => expect(await holdings()).toEqual([MAILBOXES / 2, MAILBOXES / 2]));
    await everybodyIsRead();
    await deliverToAll('shared');
    expect(inbound.recorded.handedOver).toHaveLength(2 * MAILBOXES);
  });

  it('never read one mailbox at the same time, and one that ends leaves its mailboxes to the other at once', async () => {
    await inbound.stopReplica(second);
    await eventually(async () => expect(await holdings()).toEqual([MAILBOXES]));
    await everybodyIsRead();
    await deliverToAll('alone');

    expect(inbound.recorded.handedOver).toHaveLength(3 * MAILBOXES);
    expect(accounts.map(({ user }) => inbound.imap.connectionsTo(user).peak)).toEqual(accounts.map(() => 1));
  });
});
