import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GetEnrollmentJob, type JobView } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayUnderTest, problemIn } from './gateway-under-test.js';

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
let gateway: GatewayUnderTest;
let key: string;
let workspace_id: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start(servers);
  ({ api_key: key, workspace_id } = await gateway.newKey());
});
afterEach(() => gateway.forgetStubs());
afterAll(() => gateway.stop());

describe('a job', () => {
  it('is shown as it is', async () => {
    const asked = await gateway.hear(GetEnrollmentJob, job);
    const answer = await gateway.ask('GET', `/api/v1/jobs/${job.id}/`, { key });

    expect([answer.status, await answer.json()]).toEqual([200, job]);
    expect(asked).toEqual([{ workspace_id, job_id: job.id }]);
  });

  it('that nobody has is a 404, and so is what is no id', async () => {
    await gateway.reply(GetEnrollmentJob, () => ({
      status: 'refused',
      kind: 'not_found',
      code: 'not_found',
      message: 'there is no such job',
      details: {},
    }));

    for (const id of [newId('job'), newId('camp'), 'job_1']) {
      const answer = await gateway.ask('GET', `/api/v1/jobs/${id}/`, { key });
      expect(await problemIn(answer)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});
