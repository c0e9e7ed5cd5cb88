import { downloadUrlOf, type ExportJobResult, type JobView } from '#contracts';
import { jobView, type Job } from '#jobs';
import { idOf } from '#kernel';
import { ExportInput, ExportState } from '../use-cases/export-job.js';

const MESSAGES = {
  internal_error: 'something went wrong on our side; ask for the export again',
  unavailable: 'the sends could not be read for a day; ask for the export again',
};

/** An export as the API shows it; it has a `download_url` once it has ended well. */
export function exportJobView(job: Job): JobView {
  const { campaign_id, format, include } = ExportInput.parse(job.input);
  const succeeded = job.status === 'succeeded';
  const result: ExportJobResult = {
    campaign_id: idOf('camp', campaign_id),
    format,
    include,
    bytes: succeeded ? ExportState.parse(job.state).bytes : null,
  };
  return jobView(job, result, MESSAGES, succeeded ? downloadUrlOf(idOf('job', job.id)) : null);
}
