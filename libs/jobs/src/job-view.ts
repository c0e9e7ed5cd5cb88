import type { JobView } from '#contracts';
import { idOf } from '#kernel';
import type { Job } from './jobs.js';

/** A job as the API shows it, with the message for each code of an error. */
export const jobView = (
  job: Job,
  result: JobView['result'],
  messages: Readonly<Record<string, string>>,
  downloadUrl: string | null = null,
): JobView => ({
  id: idOf('job', job.id),
  type: job.type,
  status: job.status === 'receiving' ? 'queued' : job.status,
  progress: { done: job.done, total: job.total, percent: percentOf(job) },
  result,
  error: job.error === null ? null : { code: job.error, message: messages[job.error] ?? job.error },
  download_url: downloadUrl,
  created_at: job.created_at.toISOString(),
  finished_at: job.finished_at?.toISOString() ?? null,
  expires_at: job.expires_at?.toISOString() ?? null,
});

/** A job that had nothing to do has nothing left. */
function percentOf({ status, done, total }: Job): number {
  if (status === 'succeeded') return 100;
  return total === 0 ? 0 : Math.floor((done * 100) / total);
}
