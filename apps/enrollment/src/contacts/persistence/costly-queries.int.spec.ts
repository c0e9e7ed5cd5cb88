import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Database } from '#database';
import { newId, type Id } from '#kernel';
import { eventually, useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { CostlyQueries } from './costly-queries.js';

const servers = useServers();
let harness: EnrollmentHarness;
let holder: Client;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  holder = new Client({ connectionString: servers.databaseUrl });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await harness.close();
});

/** A statement that ends when the holder lets it, as a slow one ends some time. */
const SLOW = { sql: 'select pg_advisory_xact_lock_shared(7)', values: [] };
const slow = (workspace: Id<'ws'>, timeoutMs = 60_000) =>
  harness.get(CostlyQueries).query(workspace, SLOW, timeoutMs);

const slowOnes = async (): Promise<number> =>
  (await holder.query(`select from pg_stat_activity where query = $1 and state = 'active'`, [SLOW.sql]))
    .rowCount ?? 0;

describe('statements with regular expressions', () => {
  it('of one workspace run one at a time, those of all two at a time, beside the statements of everybody else', async () => {
    await holder.query('select pg_advisory_lock(7)');
    const [first, second, third] = [newId('ws'), newId('ws'), newId('ws')];
    const firsts = Array.from({ length: 20 }, () => slow(first));
    await eventually(async () => expect(await slowOnes()).toBe(1));
    const others = [slow(second), slow(third)];
    await eventually(async () => expect(await slowOnes()).toBe(2));

    const quick = Array.from({ length: 20 }, () => harness.get(Database).query('select 1 as one'));
    expect(await Promise.all(quick)).toHaveLength(20);
    expect(await slowOnes()).toBe(2);

    await holder.query('select pg_advisory_unlock(7)');
    expect(await Promise.all([...firsts, ...others])).toHaveLength(22);
  });

  it('are canceled when they take too long, and let the next one run', async () => {
    await holder.query('select pg_advisory_lock(7)');
    const workspace = newId('ws');
    const outcomes = await Promise.allSettled([slow(workspace, 50), slow(workspace, 50)]);
    await holder.query('select pg_advisory_unlock(7)');

    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(await slow(workspace)).toHaveLength(1);
  });
});
