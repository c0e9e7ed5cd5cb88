import { downloadUrlOf, type ExportJobResult, type JobView } from '#contracts';
import { jobView, type Job } from '#jobs';
import { exportOf } from '../persistence/export-jobs.js';

const MESSAGES = {
  internal_error: 'an internal error ended the export; request the export again',
  unavailable: 'the sends could not be read for a day; request the export again',
};

/** An export as the API shows it; it has a `download_url` once it has succeeded. */
export function exportJobView(job: Job): JobView {
  const { job_id, campaign_id, format, include, bytes } = exportOf(job);
  const succeeded = job.status === 'succeeded';
  const result: ExportJobResult = {
    campaign_id,
    format,
    include: [...include],
    bytes: succeeded ? bytes : null,
  };
  return jobView(job, result, MESSAGES, succeeded ? downloadUrlOf(job_id) : null);
}
