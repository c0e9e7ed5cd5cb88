import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountChanged, MailboxOpened, MailboxRefused } from '#contracts';
import { newId, type Id } from '#kernel';
import { makeEvent } from '#messaging';
import { outboxEvents, startServiceCore, useServers, type ServiceCore } from '#testing';
import { MailboxAccount } from '../../../test/mailbox-accounts.js';
import { migrations } from '../../persistence/migrations/index.js';
import { MailboxLeases } from './mailbox-leases.js';
import { Mailboxes } from './mailboxes.js';

const NOON = new Date('2026-11-29T12:00:00Z');
const LATER = new Date('2026-11-29T13:00:00Z');
const CURSOR = { source: 'a', uidValidity: 4_294_967_295, lastUid: 4_294_967_294, readUntil: NOON };

const servers = useServers();
let core: ServiceCore;
let mailboxes: Mailboxes;
let leases: MailboxLeases;
let reader: string;
beforeAll(async () => {
  const providers = [MailboxLeases, Mailboxes];
  core = await startServiceCore({ service: 'inbound', url: servers.databaseUrl, migrations, providers });
  mailboxes = core.get(Mailboxes);
  leases = core.get(MailboxLeases);
});
afterAll(() => core.close());
beforeEach(async () => {
  await core.database.query('delete from mailbox');
  reader = randomUUID();
  await leases.beat(reader);
});

const anAccount = (): MailboxAccount => new MailboxAccount(newId('ws'), 'ada@example.com', { port: 1 });

const store = (account: MailboxAccount, workspaceId: Id<'ws'> = account.workspaceId): Promise<void> =>
  mailboxes.store([
    makeEvent(AccountChanged, { service: 'deliverability', workspaceId, time: NOON, data: account.data }),
  ]);

/** A stored account whose mailbox this process holds. */
async function heldAccount() {
  const account = anAccount();
  await store(account);
  await leases.take(reader, 1_000);
  return { account, turn: { reader, accountId: account.id, version: account.version } };
}

const one = async (account: MailboxAccount) => (await mailboxes.held(reader, [account.id]))[0];

const leaseOf = async (account: MailboxAccount) =>
  (await leases.heldBy(reader)).find(({ accountId }) => accountId === account.id);

describe('an account', () => {
  it('is stored in its newest version, whatever the order of the events', async () => {
    const { account } = await heldAccount();
    account.version = 3;
    await store(account);
    Object.assign(account, { version: 2, status: 'disconnected' });
    await store(account);

    expect(await one(account)).toMatchObject({ version: 3, isRefused: false, cursor: null });
  });

  it('of another workspace is not changed by an event', async () => {
    const { account } = await heldAccount();
    account.version = 2;
    account.isDeleted = true;
    await store(account, newId('ws'));

    expect(await one(account)).toMatchObject({ version: 1, workspaceId: account.workspaceId });
  });

  it('that is deleted and comes again keeps its cursor, so that nothing in between is missed', async () => {
    const { account, turn } = await heldAccount();
    await mailboxes.moveCursor(turn, CURSOR);
    Object.assign(account, { version: 2, isDeleted: true });
    await store(account);
    expect(await one(account)).toBeUndefined();

    Object.assign(account, { version: 3, isDeleted: false });
    await store(account);
    expect(await one(account)).toMatchObject({ cursor: CURSOR });
  });

  it('is tried at once in a new version, and a late failure of the old one does not change that', async () => {
    const { account, turn } = await heldAccount();
    await mailboxes.recordFailure(turn, 4, LATER);
    expect(await leaseOf(account)).toMatchObject({ failures: 4, nextTryAt: LATER });

    account.version = 2;
    await store(account);
    await mailboxes.recordFailure(turn, 5, LATER);
    expect(await leaseOf(account)).toMatchObject({ failures: 0, nextTryAt: new Date(0) });
  });
});

describe('a cursor', () => {
  it('is moved by the process that holds the mailbox, and by no other', async () => {
    const { account, turn } = await heldAccount();
    expect(await mailboxes.moveCursor({ ...turn, reader: randomUUID() }, CURSOR)).toBe(false);
    expect(await one(account)).toMatchObject({ cursor: null });
    expect(await mailboxes.moveCursor(turn, CURSOR)).toBe(true);
    expect(await one(account)).toMatchObject({ cursor: CURSOR });
  });
});

describe('a refused login', () => {
  it('is told once for each version and day, and its end once', async () => {
    const { account, turn } = await heldAccount();
    const hours = (count: number) => new Date(NOON.getTime() + count * 3_600_000);
    const isOurs = ({ data }: { data: { sending_account_id: string } }) =>
      data.sending_account_id === account.id;
    const refused = async () => (await outboxEvents(core.database, MailboxRefused)).filter(isOurs);

    await mailboxes.recordRefusal(turn, 'wrong', NOON);
    await mailboxes.recordRefusal(turn, 'wrong', hours(23));
    expect(await refused()).toHaveLength(1);
    await mailboxes.recordRefusal(turn, 'wrong', hours(24));
    await mailboxes.recordRefusal({ ...turn, version: 2 }, 'wrong', hours(25));
    await mailboxes.recordRefusal({ ...turn, reader: randomUUID() }, 'wrong', hours(80));
    expect((await refused()).map(({ data }) => [data.version, data.at])).toEqual([
      [1, hours(0).toISOString()],
      [1, hours(24).toISOString()],
      [2, hours(25).toISOString()],
    ]);

    await mailboxes.recordOpened({ ...turn, version: 2 }, hours(26));
    await mailboxes.recordOpened({ ...turn, version: 2 }, hours(27));
    const opened = (await outboxEvents(core.database, MailboxOpened)).filter(isOurs);
    expect(opened.map(({ workspaceid, data }) => [workspaceid, data.version])).toEqual([
      [account.workspaceId, 2],
    ]);
  });
});
