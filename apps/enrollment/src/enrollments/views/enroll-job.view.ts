import { SkippedContact, type EnrollJobResult, type JobView } from '#contracts';
import { jobView, type Job } from '#jobs';
import { EnrollState } from '../persistence/enroll-job.js';

/** As many of 75 bytes each fit well into a message. */
export const MAX_SKIPS_SHOWN = 5_000;

const MESSAGES = {
  incomplete: 'not all contacts arrived; name them again',
  invalid_transition: 'the campaign ended before all contacts were enrolled',
  internal_error: 'something went wrong on our side; those who are enrolled stay enrolled',
};

export function enrollJobView(job: Job, skips: readonly unknown[]): JobView {
  const { enrolled } = EnrollState.parse(job.state);
  const skipped = skips.map((skip) => SkippedContact.parse(skip));
  const result: EnrollJobResult = { enrolled, skipped_count: job.done - enrolled, skipped };
  return jobView(job, result, MESSAGES);
}
