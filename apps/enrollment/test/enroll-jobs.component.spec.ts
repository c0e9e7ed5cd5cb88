import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddEnrollJobPart,
  AddEnrollments,
  BulkUpsertContacts,
  CancelEnrollmentJob,
  CreateEnrollJob,
  GetEnrollmentJob,
  ListEnrollments,
} from '#contracts';
import { newId } from '#kernel';
import type { RunningService } from '#service';
import { eventually, StubServices, useServers } from '#testing';
import { aCampaign, aWorkspace } from './campaign-fixtures.js';
import { startEnrollment } from './start-service.js';

const servers = useServers();
let service: RunningService;
let others: StubServices;

beforeAll(async () => {
  service = await startEnrollment(servers);
  others = await StubServices.start(servers.natsUrl);
});

afterAll(async () => {
  await others.stop();
  await service.stop();
});

async function people(workspace_id: ReturnType<typeof aWorkspace>, ...emails: string[]) {
  const contacts = emails.map((email) => ({ email }));
  const { results } = await others.rpc.request(BulkUpsertContacts, { workspace_id, contacts });
  return results.flatMap(({ id }) => (id === null ? [] : [id]));
}

describe('a job that enrolls', () => {
  it('is shown while it waits and when it is done, and enrolls in a campaign that was never received', async () => {
    const snapshot = aCampaign({ version: 1, status: 'draft' });
    const { id: campaign_id, workspace_id } = snapshot.campaign;
    const [ann, bob] = await people(workspace_id, 'ann@x.test', 'bob@x.test');
    if (ann === undefined || bob === undefined) throw new Error('two contacts');
    await others.rpc.request(AddEnrollments, { workspace_id, snapshot, contact_ids: [ann] });
    const ref = {
      workspace_id,
      ...(await others.rpc.request(CreateEnrollJob, { workspace_id, snapshot, total: 5 })),
    };
    await others.rpc.request(AddEnrollJobPart, { ...ref, part: 0, contact_ids: [ann, bob] });

    const waiting = await others.rpc.request(GetEnrollmentJob, ref);
    expect(waiting).toMatchObject({
      id: ref.job_id,
      type: 'enroll',
      status: 'queued',
      progress: { done: 0, total: 5, percent: 0 },
      finished_at: null,
    });
    const stranger = newId('cont');
    await others.rpc.request(AddEnrollJobPart, { ...ref, part: 1, contact_ids: ['cont_1', stranger, ' '] });
    await eventually(async () =>
      expect(await others.rpc.request(GetEnrollmentJob, ref)).toMatchObject({ status: 'succeeded' }),
    );
    await expect(others.rpc.request(CancelEnrollmentJob, ref)).rejects.toMatchObject({
      code: 'invalid_transition',
      details: { state: 'succeeded', action: 'cancel' },
    });

    expect(await others.rpc.request(GetEnrollmentJob, ref)).toEqual({
      ...waiting,
      status: 'succeeded',
      progress: { done: 5, total: 5, percent: 100 },
      result: {
        enrolled: 1,
        skipped_count: 4,
        skipped: [
          { contact_id: ann, reason: 'already_enrolled' },
          { contact_id: stranger, reason: 'not_found' },
          { contact_id: 'cont_1', reason: 'not_found' },
          { contact_id: ' ', reason: 'not_found' },
        ],
      },
      finished_at: expect.any(String),
    });
    const page = await others.rpc.request(ListEnrollments, { workspace_id, campaign_id });
    expect(page.results.map(({ contact_id }) => contact_id).toSorted()).toEqual([ann, bob].toSorted());
  });

  it('stays canceled when further contacts arrive, and enrolls nobody more', async () => {
    const snapshot = aCampaign({ version: 1, status: 'draft' });
    const { id: campaign_id, workspace_id } = snapshot.campaign;
    const [ann, bob] = await people(workspace_id, 'ann@x.test', 'bob@x.test');
    if (ann === undefined || bob === undefined) throw new Error('two contacts');
    const opened = await others.rpc.request(CreateEnrollJob, { workspace_id, snapshot, total: 2 });
    const ref = { workspace_id, ...opened };
    await others.rpc.request(AddEnrollJobPart, { ...ref, part: 0, contact_ids: [ann] });

    const canceled = await others.rpc.request(CancelEnrollmentJob, ref);
    expect(canceled).toMatchObject({
      status: 'canceled',
      progress: { done: 0, total: 2 },
      result: { enrolled: 0, skipped_count: 0, skipped: [] },
      finished_at: expect.any(String),
    });
    await others.rpc.request(AddEnrollJobPart, { ...ref, part: 1, contact_ids: [bob] });
    expect(await others.rpc.request(CancelEnrollmentJob, ref)).toEqual(canceled);
    const page = await others.rpc.request(ListEnrollments, { workspace_id, campaign_id });
    expect(page.results).toEqual([]);
  });

  it('is not found by anybody else, neither to be seen, filled nor canceled', async () => {
    const snapshot = aCampaign({ version: 1, status: 'draft' });
    const { workspace_id } = snapshot.campaign;
    const { job_id } = await others.rpc.request(CreateEnrollJob, { workspace_id, snapshot, total: 1 });
    const ref = { workspace_id: aWorkspace(), job_id };

    for (const contract of [GetEnrollmentJob, CancelEnrollmentJob]) {
      await expect(others.rpc.request(contract, ref)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(
      others.rpc.request(AddEnrollJobPart, { ...ref, part: 0, contact_ids: [newId('cont')] }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
