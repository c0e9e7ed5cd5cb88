import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { Database } from '#database';
import { Jobs, JobWorker, type Job as StoredJob } from '#jobs';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/builders.js';
import { Store } from '../../../test/store.js';
import { CreateEnrollJob } from './create-enroll-job.js';
import { ENROLL, EnrollState } from './enroll-job.js';

const MINUTE_MS = 60_000;
const servers = useServers();
let store: Store;
let other: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
  other = await Store.boot(servers.databaseUrl, store.clock);
});
afterAll(async () => {
  await Promise.all([store.close(), other.close()]);
});

const draftFor = (workspace_id = newId('ws')): CampaignEventData =>
  aCampaign({ workspace_id, version: 1, status: 'draft', contact_filter: { country: ['XX'] } });

async function contactsOf({ campaign }: CampaignEventData, count: number): Promise<string[]> {
  await store.insertContacts(campaign.workspace_id, count);
  const rows = await store.query<{ id: string }>(
    'select id from contact where workspace_id = $1 order by id',
    [uuidOf(campaign.workspace_id)],
  );
  return rows.map(({ id }) => id);
}

class Job {
  private constructor(
    readonly workspaceId: string,
    readonly id: string,
  ) {}

  static async open(told: CampaignEventData, total: number): Promise<Job> {
    const id = await store.get(CreateEnrollJob).execute(told, total);
    return new Job(uuidOf(told.campaign.workspace_id), id);
  }

  fill(part: number, contactIds: readonly string[], workspaceId = this.workspaceId): Promise<boolean> {
    return store.get(Jobs).receivePart({ workspaceId, jobId: this.id }, part, contactIds, store.clock.now());
  }

  find(workspaceId = this.workspaceId): Promise<StoredJob | undefined> {
    return store.get(Jobs).find({ workspaceId, jobId: this.id }, ENROLL, store.clock.now());
  }

  async now(): Promise<StoredJob & { enrolled: number; skips: unknown[] }> {
    const job = await this.find();
    if (job === undefined) throw new Error('there is no such job');
    const skips = await store.get(Jobs).results(this.id, 3);
    return { ...job, enrolled: EnrollState.parse(job.state).enrolled, skips };
  }
}

async function workOn(on: Store): Promise<number> {
  for (let parts = 0; ; parts += 1) {
    if ((await on.get(JobWorker).execute()) === 'idle') return parts;
  }
}

describe('a job that enrolls', () => {
  it('begins with its last part, takes one part after the other and says of everybody what became of them', async () => {
    const draft = draftFor();
    const [a, b, c, d] = await contactsOf(draft, 4);
    if (!a || !b || !c || !d) throw new Error('four contacts');
    await store.query('update contact set deleted_at = now() where id = $1', [b]);
    const stranger = randomUUID();
    const job = await Job.open(draft, 5);

    await job.fill(1, [c, d]);
    expect(await workOn(store)).toBe(0);
    expect(await job.now()).toMatchObject({ status: 'receiving', done: 0 });

    await job.fill(0, [a, b, stranger]);
    expect(await store.get(JobWorker).execute()).toBe('more');
    expect(await job.now()).toMatchObject({ status: 'running', done: 3, enrolled: 1, finished_at: null });
    expect(await workOn(store)).toBe(1);

    const skips = [b, stranger].map((id) => ({ contact_id: idOf('cont', id), reason: 'not_found' }));
    expect(await job.now()).toMatchObject({
      status: 'succeeded',
      done: 5,
      enrolled: 3,
      finished_at: expect.any(Date),
    });
    expect((await job.now()).skips).toHaveLength(2);
    expect((await job.now()).skips).toEqual(expect.arrayContaining(skips));
    expect(await store.enrollmentsOf(draft)).toMatchObject([
      { contact_id: a, status: 'pending' },
      { contact_id: c },
      { contact_id: d },
    ]);
  });

  it('has each part once, however often it was handed over, and is for nobody else to fill', async () => {
    const draft = draftFor();
    const [a, b] = await contactsOf(draft, 2);
    const job = await Job.open(draft, 2);

    expect(await job.fill(0, [a ?? ''])).toBe(true);
    expect(await job.fill(0, [a ?? ''])).toBe(true);
    expect(await job.fill(1, [b ?? ''], randomUUID())).toBe(false);
    expect(await job.now()).toMatchObject({ status: 'receiving' });
    await job.fill(1, [b ?? '']);
    await job.fill(1, [b ?? '']);
    await workOn(store);
    expect(await job.now()).toMatchObject({ status: 'succeeded', total: 2, enrolled: 2 });
  });

  it('enrolls everybody once with two replicas at work', async () => {
    const draft = draftFor();
    const contacts = await contactsOf(draft, 200);
    const jobs = await Promise.all([Job.open(draft, 200), Job.open(draft, 200)]);
    for (const job of jobs) {
      for (let part = 0; part < 4; part += 1) await job.fill(part, contacts.slice(part * 50, part * 50 + 50));
    }
    await Promise.all([workOn(store), workOn(other), workOn(store)]);
    await workOn(store);

    const [one, two] = await Promise.all(jobs.map((job) => job.now()));
    expect([one?.status, two?.status]).toEqual(['succeeded', 'succeeded']);
    expect((one?.enrolled ?? 0) + (two?.enrolled ?? 0)).toBe(200);
    expect(await store.enrollmentsOf(draft)).toHaveLength(200);
  });

  it('is gone on with by another replica when the one at work dies, once its lease has run out', async () => {
    const draft = draftFor();
    const contacts = await contactsOf(draft, 2);
    const job = await Job.open(draft, 2);
    await job.fill(0, contacts);
    expect(await store.get(Jobs).claim([ENROLL], store.clock.now())).toMatchObject({ id: job.id });

    expect(await workOn(other)).toBe(0);
    store.clock.advance(MINUTE_MS);
    expect(await workOn(other)).toBe(1);
    expect(await job.now()).toMatchObject({ status: 'succeeded', enrolled: 2 });
  });

  it('fails after five tries, and does not keep others from theirs meanwhile', async () => {
    const draft = draftFor();
    const contacts = await contactsOf(draft, 1);
    const job = await Job.open(draft, 1);
    await job.fill(0, contacts);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await store.get(Jobs).claim([ENROLL], store.clock.now())).toMatchObject({ id: job.id });
      expect(await workOn(store)).toBe(0);
      store.clock.advance(MINUTE_MS);
    }

    expect(await workOn(store)).toBe(0);
    expect(await job.now()).toMatchObject({ status: 'failed', error: 'internal_error' });
  });

  it('fails where its campaign was archived meanwhile, and enrolls nobody', async () => {
    const draft = draftFor();
    const contacts = await contactsOf(draft, 1);
    const job = await Job.open(draft, 1);
    await job.fill(0, contacts);
    await store.tell(changed(draft, { status: 'archived' }));
    await workOn(store);

    expect(await job.now()).toMatchObject({ status: 'failed', error: 'invalid_transition', enrolled: 0 });
    expect(await store.enrollmentsOf(draft)).toEqual([]);
  });

  it('fails where its last part never came, and is forgotten after a week', async () => {
    const job = await Job.open(draftFor(), 2);
    await job.fill(0, [randomUUID()]);
    store.clock.advance(5 * MINUTE_MS);
    await workOn(store);
    expect(await job.now()).toMatchObject({ status: 'receiving' });

    store.clock.advance(5 * MINUTE_MS);
    await workOn(store);
    expect(await job.now()).toMatchObject({ status: 'failed', error: 'incomplete' });
    store.clock.advance((7 * 1_440 + 60) * MINUTE_MS);
    await workOn(store);
    expect(await job.find()).toBeUndefined();
    expect(await store.get(Database).query('select from job_part where job_id = $1', [job.id])).toEqual([]);
  });

  it('shows nobody else that it is there', async () => {
    const job = await Job.open(draftFor(), 1);
    expect(await job.find(randomUUID())).toBeUndefined();
  });
});
