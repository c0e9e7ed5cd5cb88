import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock } from '#kernel';
import { CampaignPlans } from '../persistence/campaign-plans.js';
import { EnrollJobs } from '../persistence/enroll-jobs.js';
import { ManualEnrollments } from '../persistence/manual-enrollments.js';

const TAKES_CONTACTS: readonly string[] = ['draft', 'active', 'paused'];

/**
 * Takes one job one part further: the enrollments, what became of each contact and the job's progress are stored
 * together, so that a part that a crash interrupted is done again from its beginning, once the lease has run out.
 */
@Injectable()
export class WorkOnEnrollJobs {
  constructor(
    private readonly database: Database,
    private readonly jobs: EnrollJobs,
    private readonly plans: CampaignPlans,
    private readonly manual: ManualEnrollments,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    const jobId = await this.jobs.claim(this.clock.now());
    if (jobId === undefined) {
      await this.jobs.sweep(this.clock.now());
      return 'idle';
    }
    await this.database.transaction((tx) => this.enrollPart(tx, jobId));
    return 'more';
  }

  private async enrollPart(tx: Transaction, jobId: string): Promise<void> {
    const part = await this.jobs.nextPart(tx, jobId);
    if (part === undefined) return;

    const now = this.clock.now();
    if (!TAKES_CONTACTS.includes(await this.plans.lock(tx, part.campaignId))) {
      return this.jobs.fail(tx, jobId, 'invalid_transition', now);
    }
    const result = await this.manual.add(tx, { ...part, now });
    await this.jobs.finishPart(tx, jobId, part, result, now);
    await this.plans.wake(tx, [part.campaignId], now);
  }
}
