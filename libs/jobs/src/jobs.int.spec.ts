import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Database, Foundation1700000000000, migrateService } from '#database';
import { MovableClock, unavailable } from '#kernel';
import { useServers } from '#testing';
import { bootService } from '../../database/test/boot-service.js';
import { Jobs, JobTables1795910400000, JobWorker, type Job, type JobType, type StorePart } from './index.js';

const LEASE_MS = 30_000;
const DAY_MS = 86_400_000;
const workspaceId = randomUUID();
const servers = useServers();
let app: INestApplicationContext;
let database: Database;
let jobs: Jobs;
let clock: MovableClock;

/** Writes a file of three parts. */
class ThreeParts implements JobType {
  readonly name = 'three-parts';
  beforePart: () => Promise<void> = () => Promise.resolve();

  async prepare(job: Job): Promise<StorePart> {
    await this.beforePart();
    const isLast = job.parts === 2;
    const content = `part ${String(job.parts)}`;
    return () => Promise.resolve({ items: 10, state: job.parts, isLast, content, result: [job.parts] });
  }
}
let type: ThreeParts;
let worker: JobWorker;

beforeAll(async () => {
  const migrations = [Foundation1700000000000, JobTables1795910400000];
  await migrateService({ url: servers.databaseUrl, service: 'jobs', migrations });
  app = await bootService({ url: servers.databaseUrl, service: 'jobs', migrations });
  database = app.get(Database);
  jobs = new Jobs(database);
});
afterAll(() => app.close());
beforeEach(async () => {
  await database.query('delete from job');
  clock = new MovableClock();
  type = new ThreeParts();
  worker = new JobWorker(database, jobs, clock, [type]);
});

const open = (options: { key?: string; awaitsParts?: boolean } = {}): Promise<string> => {
  const opening = {
    workspaceId,
    type: type.name,
    input: {},
    total: 30,
    awaitsParts: false,
    retentionMs: DAY_MS,
  };
  return jobs.open(database, { ...opening, ...options }, clock.now());
};
const find = (jobId: string) => jobs.find({ workspaceId, jobId }, type.name, clock.now());
const content = (jobId: string, part: number) => jobs.content({ workspaceId, jobId }, part, clock.now());

async function work(): Promise<void> {
  while ((await worker.execute()) === 'more');
}

describe('a job', () => {
  it('is done part by part, and keeps its file and results until it expires', async () => {
    const id = await open();
    await worker.execute();
    expect(await find(id)).toMatchObject({ status: 'running', done: 10, expires_at: null });

    await work();
    expect(await find(id)).toMatchObject({ status: 'succeeded', done: 30, total: 30, parts: 3 });
    expect(await content(id, 2)).toMatchObject({ content: 'part 2', parts: 3 });
    expect(await jobs.results(id, 5)).toEqual([0, 1, 2]);

    clock.advance(DAY_MS);
    expect(await find(id)).toBeUndefined();
    expect(await content(id, 0)).toBeUndefined();
    expect(await content(id, 1)).toMatchObject({ content: 'part 1' });
    clock.advance(DAY_MS);
    await work();
    await work();
    expect(await database.query('select from job_part')).toEqual([]);
    expect(await database.query('select from job')).toEqual([]);
  });

  it('has each part once when a worker whose lease ran out comes with it after all', async () => {
    const id = await open();
    type.beforePart = async () => {
      type.beforePart = () => Promise.resolve();
      clock.advance(LEASE_MS);
      await worker.execute();
      expect(await find(id)).toMatchObject({ parts: 1 });
    };
    await worker.execute();
    expect(await find(id)).toMatchObject({ parts: 1, done: 10 });
    clock.advance(LEASE_MS);
    await work();
    expect(await find(id)).toMatchObject({ status: 'succeeded', done: 30 });
  });

  it('is not taken by another worker before the lease of a dead one has run out', async () => {
    const id = await open();
    await jobs.claim([type.name], clock.now());
    clock.advance(LEASE_MS / 2);
    await work();
    expect(await find(id)).toMatchObject({ done: 0 });
    clock.advance(LEASE_MS / 2);
    await work();
    expect(await find(id)).toMatchObject({ status: 'succeeded' });
  });

  it('fails after five workers died of it', async () => {
    const id = await open();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await jobs.claim([type.name], clock.now());
      clock.advance(LEASE_MS);
    }
    await work();
    expect(await find(id)).toMatchObject({ status: 'failed', error: 'internal_error' });
  });

  it('waits for a service that does not answer, for a day', async () => {
    const id = await open();
    type.beforePart = () => Promise.reject(unavailable('nobody answers'));
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await work();
      clock.advance(LEASE_MS);
    }
    expect(await find(id)).toMatchObject({ status: 'running', error: null });
    clock.advance(DAY_MS);
    await jobs.sweep(clock.now());
    expect(await find(id)).toMatchObject({ status: 'failed', error: 'unavailable' });
  });

  it('is answered instead of a second one with its key while it is under way', async () => {
    const id = await open({ key: 'same' });
    expect(await open({ key: 'same' })).toBe(id);
    await work();
    expect(await open({ key: 'same' })).not.toBe(id);
  });
});

describe('a canceled job', () => {
  it('gets no further part, not even the one in progress, and can be canceled again', async () => {
    const id = await open();
    const ref = { workspaceId, jobId: id };
    await worker.execute();
    type.beforePart = async () => {
      await jobs.cancel(ref, type.name, clock.now());
    };
    await work();
    expect(await find(id)).toMatchObject({ status: 'canceled', done: 10 });
    expect(await jobs.cancel(ref, type.name, clock.now())).toMatchObject({ status: 'canceled' });
  });

  it('cannot be one that has ended', async () => {
    const ref = { workspaceId, jobId: await open() };
    await work();
    await expect(jobs.cancel(ref, type.name, clock.now())).rejects.toMatchObject({
      code: 'invalid_transition',
      details: { state: 'succeeded', action: 'cancel' },
    });
  });

  it('is not one of another type or another workspace', async () => {
    const jobId = await open();
    const foreign = [
      jobs.cancel({ workspaceId, jobId }, 'another', clock.now()),
      jobs.cancel({ workspaceId: randomUUID(), jobId }, type.name, clock.now()),
    ];
    for (const cancel of foreign) await expect(cancel).rejects.toMatchObject({ code: 'not_found' });
    expect(await find(jobId)).toMatchObject({ status: 'queued' });
  });
});
