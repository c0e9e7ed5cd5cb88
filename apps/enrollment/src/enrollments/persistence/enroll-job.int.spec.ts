import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { Database } from '#database';
import { Jobs, JobWorker, type Job as StoredJob } from '#jobs';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { ENROLL, EnrollState } from './enroll-job.js';
import { EnrollJobs } from './enroll-jobs.js';

const MINUTE_MS = 60_000;
const servers = useServers();
let harness: EnrollmentHarness;
let other: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  other = await EnrollmentHarness.boot(servers.databaseUrl, harness.clock);
});
afterAll(async () => {
  await Promise.all([harness.close(), other.close()]);
});

const draftFor = (workspace_id = newId('ws')): CampaignEventData =>
  aCampaign({ workspace_id, version: 1, status: 'draft', contact_filter: { country: ['XX'] } });

async function contactsFor(published: CampaignEventData, count: number): Promise<string[]> {
  await harness.insertContacts(published.campaign.workspace_id, count);
  return (await harness.contactsOf(published)).map(uuidOf);
}

class Job {
  private constructor(
    readonly workspaceId: string,
    readonly id: string,
  ) {}

  static async open(published: CampaignEventData, total: number): Promise<Job> {
    const id = await harness.get(EnrollJobs).open(published, total);
    return new Job(uuidOf(published.campaign.workspace_id), uuidOf(id));
  }

  fill(part: number, contactIds: readonly string[], workspaceId = this.workspaceId): Promise<boolean> {
    return harness
      .get(Jobs)
      .receivePart({ workspaceId, jobId: this.id }, part, contactIds, harness.clock.now());
  }

  find(workspaceId = this.workspaceId): Promise<StoredJob | undefined> {
    return harness.get(Jobs).find({ workspaceId, jobId: this.id }, ENROLL, harness.clock.now());
  }

  async now(): Promise<StoredJob & { enrolled: number; skips: unknown[] }> {
    const job = await this.find();
    if (job === undefined) throw new Error('there is no such job');
    const skips = await harness.get(Jobs).results(this.id, 3);
    return { ...job, enrolled: EnrollState.parse(job.state).enrolled, skips };
  }
}

async function workOn(on: EnrollmentHarness): Promise<number> {
  for (let parts = 0; ; parts += 1) {
    if ((await on.get(JobWorker).execute()) === 'idle') return parts;
  }
}

describe('a job that enrolls', () => {
  it('begins with its last part, takes one part after the other and says of everybody what became of them', async () => {
    const draft = draftFor();
    const [a, b, c, d] = await contactsFor(draft, 4);
    if (!a || !b || !c || !d) throw new Error('four contacts');
    await harness.query('update contact set deleted_at = now() where id = $1', [b]);
    const stranger = randomUUID();
    const job = await Job.open(draft, 5);

    await job.fill(1, [c, d]);
    expect(await workOn(harness)).toBe(0);
    expect(await job.now()).toMatchObject({ status: 'receiving', done: 0 });

    await job.fill(0, [a, b, stranger]);
    expect(await harness.get(JobWorker).execute()).toBe('more');
    expect(await job.now()).toMatchObject({ status: 'running', done: 3, enrolled: 1, finished_at: null });
    expect(await workOn(harness)).toBe(1);

    const skips = [b, stranger].map((id) => ({ contact_id: idOf('cont', id), reason: 'not_found' }));
    expect(await job.now()).toMatchObject({
      status: 'succeeded',
      done: 5,
      enrolled: 3,
      finished_at: expect.any(Date),
    });
    expect((await job.now()).skips).toHaveLength(2);
    expect((await job.now()).skips).toEqual(expect.arrayContaining(skips));
    expect(await harness.enrollmentsOf(draft)).toMatchObject([
      { contact_id: a, status: 'pending' },
      { contact_id: c },
      { contact_id: d },
    ]);
  });

  it('has each part once, however often it was handed over, and is for nobody else to fill', async () => {
    const draft = draftFor();
    const [a, b] = await contactsFor(draft, 2);
    const job = await Job.open(draft, 2);

    expect(await job.fill(0, [a ?? ''])).toBe(true);
    expect(await job.fill(0, [a ?? ''])).toBe(true);
    expect(await job.fill(1, [b ?? ''], randomUUID())).toBe(false);
    expect(await job.now()).toMatchObject({ status: 'receiving' });
    await job.fill(1, [b ?? '']);
    await job.fill(1, [b ?? '']);
    await workOn(harness);
    expect(await job.now()).toMatchObject({ status: 'succeeded', total: 2, enrolled: 2 });
  });

  it('enrolls everybody once with two replicas at work', async () => {
    const draft = draftFor();
    const contacts = await contactsFor(draft, 200);
    const jobs = await Promise.all([Job.open(draft, 200), Job.open(draft, 200)]);
    for (const job of jobs) {
      for (let part = 0; part < 4; part += 1) await job.fill(part, contacts.slice(part * 50, part * 50 + 50));
    }
    await Promise.all([workOn(harness), workOn(other), workOn(harness)]);
    await workOn(harness);

    const [one, two] = await Promise.all(jobs.map((job) => job.now()));
    expect([one?.status, two?.status]).toEqual(['succeeded', 'succeeded']);
    expect((one?.enrolled ?? 0) + (two?.enrolled ?? 0)).toBe(200);
    const enrolled = (await harness.enrollmentsOf(draft)).map(({ id }) => idOf('enr', id));
    const told = (await harness.startedOf(draft)).map(({ enrollment_id }) => enrollment_id);
    expect(enrolled).toHaveLength(200);
    expect(told.toSorted()).toEqual(enrolled.toSorted());
  });

  it('is gone on with by another replica when the one at work dies, once its lease has run out', async () => {
    const draft = draftFor();
    const contacts = await contactsFor(draft, 2);
    const job = await Job.open(draft, 2);
    await job.fill(0, contacts);
    expect(await harness.get(Jobs).claim([ENROLL], harness.clock.now())).toMatchObject({ id: job.id });

    expect(await workOn(other)).toBe(0);
    harness.clock.advance(MINUTE_MS);
    expect(await workOn(other)).toBe(1);
    expect(await job.now()).toMatchObject({ status: 'succeeded', enrolled: 2 });
  });

  it('fails after five tries, and does not keep others from theirs meanwhile', async () => {
    const draft = draftFor();
    const contacts = await contactsFor(draft, 1);
    const job = await Job.open(draft, 1);
    await job.fill(0, contacts);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await harness.get(Jobs).claim([ENROLL], harness.clock.now())).toMatchObject({ id: job.id });
      expect(await workOn(harness)).toBe(0);
      harness.clock.advance(MINUTE_MS);
    }

    expect(await workOn(harness)).toBe(0);
    expect(await job.now()).toMatchObject({ status: 'failed', error: 'internal_error' });
  });

  it('that is canceled half-way leaves enrolled whom it has enrolled, and says how many', async () => {
    const draft = draftFor();
    const [a, b] = await contactsFor(draft, 2);
    const job = await Job.open(draft, 2);
    await job.fill(0, [a ?? '']);
    await job.fill(1, [b ?? '']);
    await harness.get(JobWorker).execute();

    const ref = { workspaceId: job.workspaceId, jobId: job.id };
    await harness.get(Jobs).cancel(ref, ENROLL, harness.clock.now());
    await workOn(harness);
    expect(await job.now()).toMatchObject({ status: 'canceled', done: 1, total: 2, enrolled: 1, skips: [] });
    expect(await harness.enrollmentsOf(draft)).toMatchObject([{ contact_id: a }]);
  });

  it('fails where its campaign was archived meanwhile, and enrolls nobody', async () => {
    const draft = draftFor();
    const contacts = await contactsFor(draft, 1);
    const job = await Job.open(draft, 1);
    await job.fill(0, contacts);
    await harness.sync(changed(draft, { status: 'archived' }));
    await workOn(harness);

    expect(await job.now()).toMatchObject({ status: 'failed', error: 'invalid_transition', enrolled: 0 });
    expect(await harness.enrollmentsOf(draft)).toEqual([]);
  });

  it('fails where its last part never came, and is forgotten after a week', async () => {
    const job = await Job.open(draftFor(), 2);
    await job.fill(0, [randomUUID()]);
    harness.clock.advance(5 * MINUTE_MS);
    await workOn(harness);
    expect(await job.now()).toMatchObject({ status: 'receiving' });

    harness.clock.advance(5 * MINUTE_MS);
    await workOn(harness);
    expect(await job.now()).toMatchObject({ status: 'failed', error: 'incomplete' });
    harness.clock.advance((7 * 1_440 + 60) * MINUTE_MS);
    await workOn(harness);
    expect(await job.find()).toBeUndefined();
    expect(await harness.get(Database).query('select from job_part where job_id = $1', [job.id])).toEqual([]);
  });

  it('shows nobody else that it is there', async () => {
    const job = await Job.open(draftFor(), 1);
    expect(await job.find(randomUUID())).toBeUndefined();
  });
});
