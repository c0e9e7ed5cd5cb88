import { Client } from 'pg';
import { z } from 'zod';
import { CampaignResource, JobAccepted, JobView, MAX_STREAMED_SENDS, type CampaignView } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';

/** Every second send was opened, every tenth refused, with texts that a spreadsheet would take for formulas. */
const SEED = `
  insert into dispatcher.send (workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number, status, due_at,
    sent_at, message_id, subject, opened_at, bounced_at, error_code, smtp_code, error_message, created_at, updated_at)
  select $1, $2, gen_random_uuid(), gen_random_uuid(), 'person-' || i || '@example.com', gen_random_uuid(), 1,
    case when i % 10 = 0 then 'bounced' else 'sent' end, $4, $4, '<' || i || '@example.com>', '=1+1, "' || i || '"',
    case when i % 2 = 0 then $4::timestamptz + interval '1 hour' end,
    case when i % 10 = 0 then $4::timestamptz + interval '2 hours' end,
    case when i % 10 = 0 then 'mailbox_unavailable' end, case when i % 10 = 0 then 550 end,
    case when i % 10 = 0 then '-550 no such user' end, $4, $4
  from generate_series(1, $3) i`;

/** Writes a campaign's sends as the dispatcher does, because to send as many would take an hour. */
export async function seedSends(
  databaseUrl: string,
  { id, workspace_id }: Pick<CampaignView, 'id' | 'workspace_id'>,
  count: number,
): Promise<void> {
  await run(databaseUrl, SEED, [uuidOf(workspace_id), uuidOf(id), count, '2026-03-02T09:00:00Z']);
}

/** A finished export job: its campaign has one send more than an export without a job holds. */
export async function seedFinishedExport(
  rest: RestClient,
  databaseUrl: string,
  campaign: string,
): Promise<string> {
  const seeded = await rest.get(CampaignResource, `campaigns/${campaign}/`);
  await seedSends(databaseUrl, seeded, MAX_STREAMED_SENDS + 1);
  const { job_id } = await rest.get(JobAccepted, `campaigns/${campaign}/export/`);
  await eventually(() => rest.get(JobView.extend({ download_url: z.string() }), `jobs/${job_id}/`));
  return job_id;
}

/** Makes a finished enroll job wait for good, so that it can be canceled: jobs are too fast for a request to catch one. */
export const reopenEnrollJob = (databaseUrl: string, jobId: string): Promise<void> =>
  run(
    databaseUrl,
    `update enrollment.job set status = 'queued', finished_at = null, due_at = 'infinity' where id = $1`,
    [uuidOf(jobId)],
  );

async function run(databaseUrl: string, statement: string, values: unknown[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
