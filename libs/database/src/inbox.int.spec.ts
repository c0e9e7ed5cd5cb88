import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { useServers } from '#testing';
import { aService, bootService } from '../test/boot-service.js';
import { Database, Inbox } from './index.js';

const servers = useServers();
let app: INestApplicationContext;
let database: Database;
let inbox: Inbox;

beforeAll(async () => {
  const service = await aService(servers.databaseUrl);
  app = await bootService({ url: servers.databaseUrl, service });
  database = app.get(Database);
  inbox = app.get(Inbox);
  await database.query('create table counter (n int not null)');
});

afterAll(() => app.close());

beforeEach(async () => {
  await database.query('delete from counter');
  await database.query('insert into counter values (0)');
});

const handle = (consumer: string, events: readonly string[]): Promise<number> =>
  database.transaction(async (tx) => {
    const unseen = await inbox.unseen(tx, consumer, events);
    await tx.query('update counter set n = n + $1', [unseen.size]);
    return unseen.size;
  });

const counted = async (): Promise<unknown> => (await database.query('select n from counter'))[0];

const someEvents = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

describe('the inbox', () => {
  it('lets the effect of a redelivered event through once', async () => {
    const events = someEvents(3);

    expect(await handle('counting', [...events, ...events.slice(0, 1)])).toBe(3);
    expect(await handle('counting', [...events, randomUUID()])).toBe(1);
    expect(await handle('counting', [])).toBe(0);
    expect(await counted()).toEqual({ n: 4 });
  });

  it('knows each consumer by itself', async () => {
    const events = someEvents(2);

    expect(await handle('one', events)).toBe(2);
    expect(await handle('another', events)).toBe(2);
  });

  it('lets an event through again when its effect was rolled back', async () => {
    const events = someEvents(2);
    const failing = database.transaction(async (tx) => {
      await inbox.unseen(tx, 'counting', events);
      throw new Error('later');
    });

    await expect(failing).rejects.toThrow('later');
    expect(await handle('counting', events)).toBe(2);
  });

  it('lets each effect through once when consumers race with overlapping batches', async () => {
    const events = someEvents(400);
    const batches = [events, events.toReversed(), events.slice(100), events.slice(0, 300).toReversed()];

    const seen = await Promise.all(batches.map((batch) => handle('racing', batch)));

    expect(seen.reduce((total, size) => total + size, 0)).toBe(400);
    expect(await counted()).toEqual({ n: 400 });
  });
});
