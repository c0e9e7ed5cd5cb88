import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { eventually, useServers } from '#testing';
import { aMessage, aService, bootService, tell } from '../../test/boot-service.js';
import { MemoryStream } from '../../test/memory-stream.js';
import { Database, Outbox, type OutboxMessage } from '../index.js';

const servers = useServers();
let service: string;
let running: INestApplicationContext[];

beforeEach(async () => {
  service = await aService(servers.databaseUrl);
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((app) => app.close()));
});

async function boot(stream: MemoryStream): Promise<INestApplicationContext> {
  const app = await bootService({ url: servers.databaseUrl, service }, stream);
  running.push(app);
  return app;
}

async function waiting(app: INestApplicationContext): Promise<number | undefined> {
  const [row] = await app
    .get(Database)
    .query<{ rows: number }>('select count(*)::int as rows from outbox where published_at is null');
  return row?.rows;
}

const allPublished = (app: INestApplicationContext): Promise<void> =>
  eventually(async () => {
    expect(await waiting(app)).toBe(0);
  });

const killRelays = (app: INestApplicationContext): Promise<unknown> =>
  app.get(Database).query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database =
        (select oid from pg_database where datname = current_database())`,
  );

const numbered = (count: number): OutboxMessage[] =>
  Array.from({ length: count }, (_, index) => aMessage(`evt.order.number-${index}.v1`));

const ids = (messages: readonly OutboxMessage[]): string[] => messages.map(({ id }) => id);

describe('the outbox', () => {
  it('keeps a message and the change it tells together: a rollback leaves neither', async () => {
    const stream = new MemoryStream();
    const app = await boot(stream);
    const database = app.get(Database);
    await database.query('create table "order" (id int primary key)');

    const placed = aMessage();
    const place = (id: number, messages: OutboxMessage[]): Promise<void> =>
      database.transaction(async (tx) => {
        await app.get(Outbox).add(tx, messages);
        await tx.query('insert into "order" values ($1)', [id]);
      });
    await place(1, [placed]);
    await expect(place(1, [aMessage()])).rejects.toThrow('duplicate key');

    await allPublished(app);
    expect(stream.stored).toEqual([placed]);
    expect(await database.query('select id::text from outbox')).toEqual([{ id: placed.id }]);
  });
});

describe('the relay', () => {
  it('publishes in order and marks each message once', async () => {
    const stream = new MemoryStream();
    const app = await boot(stream);
    const messages = numbered(500);

    await tell(app, messages.slice(0, 450));
    await tell(app, messages.slice(450));
    await allPublished(app);

    expect(stream.stored).toEqual(messages);
  });

  it('publishes what another replica has told', async () => {
    const stream = new MemoryStream();
    const leader = await boot(stream);
    await tell(leader, numbered(1));
    await allPublished(leader); // whoever published holds the lock
    const other = await boot(new MemoryStream());

    await tell(other, numbered(3));
    await allPublished(leader);

    expect(stream.stored).toHaveLength(4);
  });

  it('that dies between publishing and marking publishes again with the same ids', async () => {
    const stream = new MemoryStream();
    const app = await boot(stream);
    const messages = numbered(3);
    stream.beforeAnswer = async () => {
      stream.beforeAnswer = () => Promise.resolve();
      await killRelays(app);
    };

    await tell(app, messages);
    await allPublished(app);

    expect(ids(stream.stored)).toEqual([...ids(messages), ...ids(messages)]);
  });

  it('works alone, and the other takes over when its connection is killed', async () => {
    const streams = [new MemoryStream(), new MemoryStream()] as const;
    const [first] = await Promise.all(streams.map((stream) => boot(stream)));
    if (first === undefined) throw new Error('nothing was booted');
    await tell(first, numbered(5));
    await allPublished(first);
    const [leader, standby] = streams[0].stored.length > 0 ? streams : [streams[1], streams[0]];
    expect([leader.stored.length, standby.stored.length]).toEqual([5, 0]);

    // Freezes the leader after its publish, so that the other has to win the lock.
    let resume: () => void = () => undefined;
    leader.beforeAnswer = () => new Promise((resolve) => (resume = resolve));
    const messages = numbered(2);
    await tell(first, messages);
    await eventually(() => {
      expect(leader.stored).toHaveLength(7);
    });
    await killRelays(first);
    await allPublished(first);
    resume();

    expect(standby.stored).toEqual(messages);
    expect(leader.stored).toHaveLength(7);
  });

  it('publishes what the stream refused before anything that was added later, and loses nothing', async () => {
    const stream = new MemoryStream();
    const app = await boot(stream);
    const messages = numbered(5);
    const refusals = new Map([
      [messages[1]?.id, 2],
      [messages[3]?.id, 3],
    ]);
    stream.accepts = ({ id }) => {
      const left = refusals.get(id) ?? 0;
      refusals.set(id, left - 1);
      return left <= 0;
    };

    await tell(app, messages);
    await eventually(() => {
      expect(stream.calls).toBeGreaterThan(0);
    });
    const later = numbered(3).map((message) => ({ ...message, subject: 'evt.order.later.v1' }));
    await tell(app, later);
    await allPublished(app);

    // The stream had the rest of the batch already when it refused two of them.
    const batch = [0, 2, 4, 1, 3].map((number) => `evt.order.number-${number}.v1`);
    expect(stream.subjects).toEqual([...batch, ...later.map(({ subject }) => subject)]);
  });

  it('publishes everything, in order, after the stream was away', async () => {
    const stream = new MemoryStream();
    const app = await boot(stream);
    stream.accepts = () => {
      throw new Error('no responders');
    };
    const messages = numbered(250);
    await tell(app, messages);
    await eventually(() => {
      expect(stream.calls).toBeGreaterThan(1);
    });

    stream.accepts = () => true;
    await allPublished(app);

    expect(stream.stored).toEqual(messages);
  });

  it('does not hold messages in memory beyond its limit', async () => {
    const stream = new MemoryStream();
    const sizes: number[] = [];
    let before = 0;
    stream.beforeAnswer = () => {
      sizes.push(stream.stored.length - before);
      before = stream.stored.length;
      return Promise.resolve();
    };
    const app = await boot(stream);

    await tell(
      app,
      numbered(20).map((message) => ({ ...message, payload: 'x'.repeat(1_000_000) })),
    );
    await allPublished(app);

    expect(stream.stored).toHaveLength(20);
    expect(Math.max(...sizes)).toBe(8);
  });

  it('marks the batch at hand before it stops', async () => {
    const stream = new MemoryStream();
    const app = await boot(stream);
    let resume: () => void = () => undefined;
    stream.beforeAnswer = () => new Promise((resolve) => (resume = resolve));
    await tell(app, numbered(2));
    await eventually(() => {
      expect(stream.stored).toHaveLength(2);
    });

    const closed = app.close();
    resume();
    await closed;

    const next = await boot(new MemoryStream());
    expect(await waiting(next)).toBe(0);
  });
});
