import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  CancelEnrollmentJob,
  CancelExportJob,
  CancelWebhooksJob,
  GetEnrollmentJob,
  GetExportJob,
  GetWebhooksJob,
  type JobView,
  type RequestContract,
} from '#contracts';
import { newId, type ErrorKind } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const job: JobView = {
  id: newId('job'),
  type: 'enroll',
  status: 'running',
  progress: { done: 5_000, total: 12_000, percent: 41 },
  result: { enrolled: 5_000, skipped_count: 0, skipped: [] },
  error: null,
  download_url: null,
  created_at: '2026-03-01T12:00:00.000Z',
  finished_at: null,
  expires_at: '2026-03-08T12:00:00.000Z',
};
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const GETS = [GetEnrollmentJob, GetExportJob, GetWebhooksJob];
const CANCELS = [CancelEnrollmentJob, CancelExportJob, CancelWebhooksJob];

const refuse = (owner: RequestContract, kind: ErrorKind, code: string = kind, details = {}) =>
  gateway.reply(owner, () => ({ status: 'refused', kind, code, message: 'no', details }));

/** The services beside the owner have no such job. */
async function refuseBeside(owner: RequestContract | undefined, all: readonly RequestContract[]) {
  for (const other of all) if (other !== owner) await refuse(other, 'not_found');
}

describe('a job', () => {
  it.each([
    ['enrolls', GetEnrollmentJob, job],
    ['exports', GetExportJob, { ...job, type: 'export', result: {} }],
    ['recovers', GetWebhooksJob, { ...job, type: 'recover', result: {} }],
  ])('that %s is shown as it is, whatever others say', async (_, owner, view) => {
    const asked = await gateway.recordRequests(owner, view);
    await refuseBeside(owner, GETS);
    const answer = await gateway.request('GET', `/api/v1/jobs/${job.id}/`, { key });

    expect([answer.status, await answer.json()]).toEqual([200, view]);
    expect(asked).toEqual([{ workspace_id, job_id: job.id }]);
  });

  it('that nobody has is a 404, and so is what is no id', async () => {
    await refuseBeside(undefined, GETS);

    for (const id of [newId('job'), newId('camp'), 'job_1']) {
      const answer = await gateway.request('GET', `/api/v1/jobs/${id}/`, { key });
      expect(await problemIn(answer)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('is not said to be missing while somebody who may have it cannot answer', async () => {
    await refuseBeside(GetExportJob, GETS);
    await refuse(GetExportJob, 'unavailable');

    const answer = await gateway.request('GET', `/api/v1/jobs/${job.id}/`, { key });
    expect(await problemIn(answer)).toMatchObject({ status: 503, code: 'unavailable' });
  });
});

describe('to cancel a job', () => {
  const path = `/api/v1/jobs/${job.id}/cancel/`;

  it.each([
    ['enrolls', CancelEnrollmentJob],
    ['exports', CancelExportJob],
    ['recovers', CancelWebhooksJob],
  ])('that %s is to ask its service, whatever others say', async (_, owner) => {
    const canceled = { ...job, status: 'canceled', finished_at: '2026-03-01T12:00:02.000Z' };
    const asked = await gateway.recordRequests(owner, canceled);
    await refuseBeside(owner, CANCELS);
    const answer = await gateway.request('POST', path, { key });

    expect([answer.status, await answer.json()]).toEqual([200, canceled]);
    expect(asked).toEqual([{ workspace_id, job_id: job.id }]);
  });

  it('that has ended is a 409 with its state', async () => {
    const details = { state: 'succeeded', action: 'cancel' };
    await refuseBeside(CancelEnrollmentJob, CANCELS);
    await refuse(CancelEnrollmentJob, 'conflict', 'invalid_transition', details);

    const answer = await gateway.request('POST', path, { key });
    expect(await problemIn(answer)).toMatchObject({ status: 409, code: 'invalid_transition', ...details });
  });

  it('that nobody has in the workspace is a 404', async () => {
    await refuseBeside(undefined, CANCELS);

    const answer = await gateway.request('POST', path, { key });
    expect(await problemIn(answer)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('needs a key that may start one: a read-only key is a 403, and no service is asked', async () => {
    const asked = await gateway.recordRequests(CancelEnrollmentJob, job);
    const body = { name: 'Reads', scopes: ['campaigns:read'] };
    const created = await gateway.request('POST', '/api/v1/api-keys/', { key, body });
    const { api_key } = z.object({ api_key: z.string() }).parse(await created.json());

    const answer = await gateway.request('POST', path, { key: api_key });
    expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(asked).toEqual([]);
  });
});
