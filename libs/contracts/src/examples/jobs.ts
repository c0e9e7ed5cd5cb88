import type { EnrollJobResult } from '../campaign-enrollments.js';
import { downloadUrlOf, type ExportJobResult } from '../exports.js';
import type { JobAccepted, JobView } from '../jobs.js';
import { IDS } from './ids.js';

export const jobAccepted = (job_id: JobAccepted['job_id']): JobAccepted => ({
  job_id,
  status_url: `/api/v1/jobs/${job_id}/`,
});

const result: ExportJobResult = {
  campaign_id: IDS.campaign,
  format: 'csv',
  include: ['events'],
  bytes: 4_812_332,
};

export const EXPORT_JOB: JobView = {
  id: IDS.exportJob,
  type: 'export',
  status: 'succeeded',
  progress: { done: 12_000, total: 12_000, percent: 100 },
  result,
  error: null,
  download_url: downloadUrlOf(IDS.exportJob),
  created_at: '2026-04-23T14:00:00.000Z',
  finished_at: '2026-04-23T14:00:09.000Z',
  expires_at: '2026-04-24T14:00:09.000Z',
};

const enrolledSoFar: EnrollJobResult = { enrolled: 5_000, skipped_count: 0, skipped: [] };

export const CANCELED_JOB: JobView = {
  id: IDS.enrollJob,
  type: 'enroll',
  status: 'canceled',
  progress: { done: 5_000, total: 12_000, percent: 41 },
  result: enrolledSoFar,
  error: null,
  download_url: null,
  created_at: '2026-04-23T14:00:00.000Z',
  finished_at: '2026-04-23T14:00:02.000Z',
  expires_at: '2026-04-30T14:00:00.000Z',
};
