import type { JobView } from '#contracts';
import { jobView, type Job } from '#jobs';
import { RecoverState } from '../persistence/recover-job.js';

const MESSAGES = {
  webhook_inactive: 'the webhook was switched off; what was recovered before stays so',
  internal_error: 'something went wrong on our side; what was recovered before stays so',
};

/** A job that recovers, with how many deliveries started again, and how many events came while the webhook was off. */
export function recoverJobView(job: Job): JobView {
  const { failed, missed } = RecoverState.parse(job.state);
  return jobView(job, { failed, missed }, MESSAGES);
}
