import type { EnrollJobResult, JobView } from '#contracts';
import { idOf } from '#kernel';
import type { EnrollJob } from '../persistence/enroll-jobs.js';

/** As many of 75 bytes each fit well into a message. */
export const MAX_SKIPS_SHOWN = 5_000;

const STATUS = {
  receiving: 'queued',
  queued: 'queued',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
} as const satisfies Record<EnrollJob['status'], JobView['status']>;

const MESSAGES = {
  incomplete: 'not all contacts arrived; name them again',
  invalid_transition: 'the campaign ended before all contacts were enrolled',
  internal_error: 'something went wrong on our side; those who are enrolled stay enrolled',
} as const satisfies Record<NonNullable<EnrollJob['error']>, string>;

export const enrollJobView = (job: EnrollJob): JobView => ({
  id: idOf('job', job.id),
  type: 'enroll',
  status: STATUS[job.status],
  progress: { done: job.done, total: job.total, percent: Math.floor((job.done * 100) / job.total) },
  result: {
    enrolled: job.enrolled,
    skipped_count: job.done - job.enrolled,
    skipped: job.skips,
  } satisfies EnrollJobResult,
  error: job.error === null ? null : { code: job.error, message: MESSAGES[job.error] },
  download_url: null,
  created_at: job.created_at.toISOString(),
  finished_at: job.finished_at?.toISOString() ?? null,
  expires_at: job.expires_at.toISOString(),
});
