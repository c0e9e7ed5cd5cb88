import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { CampaignResource, ExportedSend, JobAccepted, JobView } from '#contracts';
import { ended, eventually, spawnService, urlOfUser } from '#testing';
import { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { seedSends } from '../support/seed-sends.js';
import { useSystem } from '../support/use-system.js';

const SENDS = 12_345;
const DAY_MS = 86_400_000;

type Row = Record<string, string>;
const rowsOf = (csv: unknown): Row[] => parse(String(csv), { columns: true });

describe('an export', () => {
  const system = useSystem({ replicas: 2 });
  let rest: RestClient;
  let stranger: RestClient;
  let worker: ChildProcess;

  beforeAll(async () => {
    [rest, stranger] = await Promise.all([createWorkspace(system.baseUrl), createWorkspace(system.baseUrl)]);
    await createContacts(rest, 1);
    worker = spawnService('analytics', {
      DATABASE_URL: system.databaseUrl,
      NATS_URL: urlOfUser(system.natsUrl, 'analytics'),
    });
  });
  afterAll(async () => {
    worker.kill('SIGKILL');
    await ended(worker);
  });

  async function createCampaignWith(sends: number): Promise<CampaignResource> {
    const campaign = await createCampaign(
      rest,
      await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort, count: 1 }),
    );
    await seedSends(system.databaseUrl, campaign, sends);
    return campaign;
  }

  it('of some thousand sends is the response itself, in every format, also of an archived campaign', async () => {
    const { id } = await createCampaignWith(3_000);
    await rest.act(`campaigns/${id}/archive/`);

    const csv = await call(rest, 'GET', `campaigns/${id}/export/`);
    expect([csv.status, csv.type]).toEqual([200, 'text/csv']);
    const rows = rowsOf(csv.body);
    expect(rows).toHaveLength(3_000);
    expect(rows.find(({ email }) => email === 'person-10@example.com')).toMatchObject({
      campaign_id: id,
      status: 'bounced',
      sent_at: '2026-03-02T09:00:00.000Z',
      opened_at: '2026-03-02T10:00:00.000Z',
      subject: `'=1+1, "10"`,
      error_smtp_code: '550',
      error_message: "'-550 no such user",
    });

    const withEvents = rowsOf((await call(rest, 'GET', `campaigns/${id}/export/?include=events`)).body);
    expect(withEvents).toHaveLength(3_000 + 1_500 + 300);
    const ndjson = await call(rest, 'GET', `campaigns/${id}/export/?format=ndjson&include=events`);
    const lines = String(ndjson.body).trimEnd().split('\n');
    const json = await call(rest, 'GET', `campaigns/${id}/export/?format=json&include=events`);
    const sends = ExportedSend.array().parse(json.body);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(sends);
    expect(sends.map((send) => send.id)).toEqual(rows.map((row) => row['id']));
    const tenth = sends.find(({ email }) => email === 'person-10@example.com');
    expect(tenth?.events?.map(({ type }) => type)).toEqual(['sent', 'opened', 'bounced']);
  });

  it('of more sends is a job that survives its worker; only its workspace can read the file, for a day', async () => {
    const { id } = await createCampaignWith(SENDS);
    const accepted = await call(rest, 'GET', `campaigns/${id}/export/?format=csv`);
    expect(accepted.status).toBe(202);
    const { job_id } = JobAccepted.parse(accepted.body);
    const job = async (): Promise<JobView> =>
      JobView.parse((await call(rest, 'GET', `jobs/${job_id}/`)).body);

    await eventually(async () => expect((await job()).progress.done).toBeGreaterThan(0));
    worker.kill('SIGKILL');
    await ended(worker);
    // Another worker takes the part over once its time is up.
    system.clock.advance(60_000);
    await eventually(async () => expect((await job()).status).toBe('succeeded'));
    expect(await job()).toMatchObject({
      progress: { done: SENDS, total: SENDS, percent: 100 },
      download_url: `/api/v1/jobs/${job_id}/download/`,
    });

    for (const baseUrl of system.baseUrls) {
      const file = await call(
        { baseUrl, authorization: rest.authorization },
        'GET',
        `jobs/${job_id}/download/`,
      );
      expect([file.status, file.type]).toEqual([200, 'text/csv']);
      expect(file.headers.get('content-encoding')).not.toBeNull(); // the client takes compressed files
      const rows = rowsOf(file.body);
      expect(new Set(rows.map((row) => row['id'])).size).toBe(SENDS);
      expect(rows).toHaveLength(SENDS);
    }

    for (const path of [`jobs/${job_id}/`, `jobs/${job_id}/download/`, `campaigns/${id}/export/`]) {
      expect((await call(stranger, 'GET', path)).status).toBe(404);
    }
    system.clock.advance(DAY_MS);
    for (const path of [`jobs/${job_id}/`, `jobs/${job_id}/download/`]) {
      expect((await call(rest, 'GET', path)).status).toBe(404);
    }
  });
});
