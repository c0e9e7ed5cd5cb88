import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { seedConnection } from '../../test/seed-connection.js';
import { migrations } from '../persistence/migrations/index.js';
import { PlatformError } from './platform-error.js';
import { TokenBucket } from './token-bucket.js';

const RATE = { requests: 40, perMs: 500 };
const PATIENT_MS = 60_000;

const servers = useServers();
let replicas: ServiceCore[];
beforeAll(async () => {
  replicas = [];
  for (const _ of [1, 2, 3, 4]) {
    const core = {
      service: 'platforms',
      url: servers.databaseUrl,
      migrations,
      providers: [TokenBucket],
    } as const;
    replicas.push(await startServiceCore(core));
  }
});
afterAll(() => Promise.all(replicas.map((replica) => replica.close())));

const first = (): ServiceCore => {
  const [replica] = replicas;
  if (replica === undefined) throw new Error('no replica');
  return replica;
};
const bucketOf = (replica: ServiceCore): TokenBucket => replica.get(TokenBucket);

/** The times at which tokens of the connection are taken from now on, by the clock of the database. */
async function logOf(connectionId: string): Promise<() => Promise<number[]>> {
  const { database } = first();
  await database.query(`
    create table if not exists taken (connection_id uuid, at timestamptz);
    create or replace function log_taken() returns trigger language plpgsql as
      'begin insert into taken values (new.id, new.refilled_at); return new; end';
    create or replace trigger log_taken after update of tokens on connection
      for each row execute function log_taken()`);
  return async () => {
    const rows = await database.query<{ at: number }>(
      'select (extract(epoch from at) * 1000)::float8 as at from taken where connection_id = $1 order by at',
      [connectionId],
    );
    return rows.map(({ at }) => at);
  };
}

describe('the requests of a connection', () => {
  it('are within the limit in any window of it, whatever four replicas ask at once', async () => {
    const connectionId = await seedConnection(first().database);
    const taken = await logOf(connectionId);
    const asking = replicas.flatMap((replica) =>
      Array.from({ length: 40 }, () => bucketOf(replica).take(connectionId, RATE, PATIENT_MS)),
    );
    await Promise.all(asking);

    const times = await taken();
    expect(times).toHaveLength(160);
    const inWindow = times.map((from) => times.filter((at) => at >= from && at < from + RATE.perMs).length);
    expect(Math.max(...inWindow)).toBeLessThanOrEqual(RATE.requests);
  });

  it('are refused where there is none in time, with the time of the next one', async () => {
    const slow = { requests: 4, perMs: 3_600_000 };
    const connectionId = await seedConnection(first().database);
    const bucket = bucketOf(first());
    await bucket.take(connectionId, slow, 0);
    const refused: unknown = await bucket.take(connectionId, slow, 1_000).catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'rate_limited', doubtful: false });
    const retryAt = refused instanceof PlatformError ? refused.retryAt : null;
    const waits = (retryAt?.getTime() ?? 0) - first().clock.now().getTime();
    expect(waits).toBeGreaterThan(1_000);
    expect(waits).toBeLessThanOrEqual(1_300_000); // 2.8 tokens an hour
  });

  it('wait after a 429 in every replica, and a shorter block does not end a longer one', async () => {
    const connectionId = await seedConnection(first().database);
    await bucketOf(first()).block(connectionId, 600_000);
    await bucketOf(first()).block(connectionId, 1);
    for (const replica of replicas) {
      const asking = bucketOf(replica).take(connectionId, RATE, 1_000);
      await expect(asking).rejects.toMatchObject({ kind: 'rate_limited' });
    }
  });

  it('go on after a block', async () => {
    const connectionId = await seedConnection(first().database);
    await bucketOf(first()).block(connectionId, 50);
    await bucketOf(first()).take(connectionId, RATE, PATIENT_MS);
  });

  it('need no token while the connection is not stored, for its first test', async () => {
    await bucketOf(first()).take('0199a000-0000-7000-8000-000000000000', RATE, 0);
  });
});
