import { downloadUrlOf, type ExportJobResult, type JobView } from '#contracts';
import { idOf } from '#kernel';
import type { ExportJob } from '../persistence/export-jobs.js';

const MESSAGES = {
  internal_error: 'something went wrong on our side; ask for the export again',
  unavailable: 'the sends could not be read for a day; ask for the export again',
} as const satisfies Record<NonNullable<ExportJob['error']>, string>;

/** An export as the API shows it; it has a `download_url` once it has ended well. */
export function exportJobView(job: ExportJob): JobView {
  const id = idOf('job', job.id);
  const succeeded = job.status === 'succeeded';
  return {
    id,
    type: 'export',
    status: job.status,
    progress: { done: job.done, total: job.total, percent: Math.floor((job.done * 100) / job.total) },
    result: {
      campaign_id: idOf('camp', job.campaign_id),
      format: job.format,
      include: [...job.include],
      bytes: succeeded ? job.bytes : null,
    } satisfies ExportJobResult,
    error: job.error === null ? null : { code: job.error, message: MESSAGES[job.error] },
    download_url: succeeded ? downloadUrlOf(id) : null,
    created_at: job.created_at.toISOString(),
    finished_at: job.finished_at?.toISOString() ?? null,
    expires_at: job.expires_at?.toISOString() ?? null,
  };
}
