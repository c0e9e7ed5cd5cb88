import type { Database } from '#database';
import { useServers } from '#testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openStore, type Store } from '../../test/store.js';
import { ExportJobs, type ExportPart, type UnfinishedExport } from './export-jobs.js';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const PART: ExportPart = { text: 'ä line\n', sends: 10, nextCursor: 'on' };
const workspace_id = randomUUID();
const servers = useServers();
let store: Store;
let database: Database;
let jobs: ExportJobs;

beforeAll(async () => {
  store = await openStore(servers.databaseUrl);
  ({ database } = store);
  jobs = new ExportJobs(database);
});
afterAll(() => store.close());
beforeEach(() => database.query('delete from export_job'));

/** So many seconds after noon. */
const at = (seconds: number): Date => new Date(NOON + seconds * 1_000);

const open = (seconds: number): Promise<string> =>
  jobs.open({ workspace_id, campaign_id: randomUUID(), format: 'csv', include: [] }, 20_000, at(seconds));
const find = (id: string, seconds: number) => jobs.find(workspace_id, id, at(seconds));
const add = (job: UnfinishedExport, seconds: number, part = PART): Promise<boolean> =>
  database.transaction((tx) => jobs.addPart(tx, job, part, at(seconds)));

async function claim(seconds: number): Promise<UnfinishedExport> {
  const job = await jobs.claim(at(seconds));
  if (job === undefined) throw new Error('nothing waits');
  return job;
}

describe('a job that somebody writes', () => {
  it('is nobody else’s for half a minute, and then goes on where it ended', async () => {
    const id = await open(0);
    expect(await claim(1)).toMatchObject({ id, parts: 0, cursor: null });
    expect(await jobs.claim(at(30))).toBeUndefined();

    const taken = await claim(31);
    expect(await add(taken, 32)).toBe(true);
    expect(await claim(32)).toMatchObject({ id, parts: 1, cursor: 'on' });
    expect(await find(id, 32)).toMatchObject({
      status: 'running',
      done: 10,
      bytes: Buffer.byteLength(PART.text),
    });
  });

  it('has each part once, also when one who was taken for dead comes with it after all', async () => {
    const id = await open(0);
    const late = await claim(1);
    const other = await claim(60);

    expect(await add(other, 61)).toBe(true);
    expect(await add(late, 62, { ...PART, text: 'again' })).toBe(false);
    expect(await find(id, 62)).toMatchObject({ done: 10, bytes: Buffer.byteLength(PART.text) });
    expect(await add(await claim(63), 64)).toBe(true);
  });

  it('lets others have their turn after each part', async () => {
    const ids = [await open(0), await open(1), await open(2)];
    const turns: string[] = [];
    for (let second = 10; second < 16; second += 1) {
      const job = await claim(second);
      turns.push(job.id);
      await add(job, second);
    }
    expect(turns).toEqual([...ids, ...ids]);
  });
});

describe('a job that kills whoever writes it', () => {
  it('is given up after five of them, and one whose log is away is not', async () => {
    const [deadly, waiting] = [await open(0), await open(0)];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await Promise.all([jobs.claim(at(attempt * 60)), jobs.claim(at(attempt * 60))]);
      await jobs.postpone(waiting, at(attempt * 60));
    }
    await jobs.sweep(at(600));

    expect(await find(deadly, 600)).toMatchObject({ status: 'failed', error: 'internal_error' });
    expect(await find(waiting, 600)).toMatchObject({ status: 'running', error: null });
    expect(await claim(600)).toMatchObject({ id: waiting });
  });
});
