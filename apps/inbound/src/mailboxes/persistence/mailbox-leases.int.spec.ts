import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, uuidOf, type Id } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { migrations } from '../../persistence/migrations/index.js';
import { MailboxLeases } from './mailbox-leases.js';

const servers = useServers();
let core: ServiceCore;
let leases: MailboxLeases;
beforeAll(async () => {
  const providers = [MailboxLeases];
  core = await startServiceCore({ service: 'inbound', url: servers.databaseUrl, migrations, providers });
  leases = core.get(MailboxLeases);
});
afterAll(() => core.close());
beforeEach(async () => {
  await core.database.query('delete from mailbox');
  await core.database.query('delete from mailbox_reader');
});

const add = (count: number): Promise<unknown> =>
  core.database.query(
    `insert into mailbox (account_id, workspace_id, version, is_read)
     select gen_random_uuid(), $1, 1, true from generate_series(1, $2)`,
    [uuidOf(newId('ws')), count],
  );

async function aReader(): Promise<string> {
  const reader = randomUUID();
  await leases.beat(reader);
  return reader;
}

const dies = (reader: string): Promise<unknown> =>
  core.database.query(`update mailbox_reader set seen_at = seen_at - interval '16 seconds' where id = $1`, [
    reader,
  ]);

const held = async (reader: string): Promise<Id<'ea'>[]> =>
  (await leases.heldBy(reader)).map(({ accountId }) => accountId);

describe('a mailbox', () => {
  it('is held by one process, also when many take at the same moment', async () => {
    await add(1_000);
    const readers = await Promise.all(Array.from({ length: 8 }, aReader));
    await Promise.all(readers.map((reader) => leases.take(reader, 200)));

    const all = (await Promise.all(readers.map(held))).flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeLessThanOrEqual(1_000);
  });

  it('stays with a process that beats, and goes to another one when its process is dead or leaves', async () => {
    await add(10);
    const [first, second] = [await aReader(), await aReader()];
    await leases.take(first, 10);
    await leases.forgetDead();
    await leases.take(second, 10);
    expect(await held(second)).toEqual([]);

    await dies(first);
    await leases.forgetDead();
    await leases.take(second, 10);
    expect(await held(second)).toHaveLength(10);
    expect(await held(first)).toEqual([]);

    await leases.leave(second);
    const third = await aReader();
    await leases.take(third, 10);
    expect(await held(third)).toHaveLength(10);
  });

  it('cannot be taken by a process that was forgotten, before that one beats again', async () => {
    await add(1);
    const frozen = await aReader();
    await dies(frozen);
    await leases.forgetDead();
    await expect(leases.take(frozen, 1)).rejects.toThrow('mailbox_leased_by_fkey');

    expect(await leases.beat(frozen)).toBe(false);
    await leases.take(frozen, 1);
    expect(await held(frozen)).toHaveLength(1);
  });

  it('is free when it is given back, and only those that are to be read are counted', async () => {
    await add(4);
    const reader = await aReader();
    await leases.take(reader, 4);
    const [one, two] = await held(reader);
    if (one === undefined || two === undefined) throw new Error('nothing was taken');
    await core.database.query('update mailbox set is_read = false where account_id = $1', [uuidOf(one)]);
    await leases.release(reader, [two]);

    expect(await held(reader)).toHaveLength(2);
    expect(await leases.holdings(reader)).toEqual({ held: 2, mailboxes: 3, readers: 1 });
  });
});

describe('a beat', () => {
  it('is steady when the one before came in time', async () => {
    const reader = await aReader();
    expect(await leases.beat(reader)).toBe(true);
    await dies(reader);
    expect(await leases.beat(reader)).toBe(false);
    expect(await leases.beat(reader)).toBe(true);
  });
});
