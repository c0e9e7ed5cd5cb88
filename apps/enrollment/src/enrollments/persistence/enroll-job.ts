import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Job, JobType, StorePart } from '#jobs';
import { idOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { addEnrollments } from './add-enrollments.js';

export const ENROLL = 'enroll';

const TAKES_CONTACTS: readonly string[] = ['draft', 'active', 'paused'];

/** All ids are uuids. */
const EnrollInput = z.object({ campaignId: z.string() });
const PartInput = z.array(z.string());

export const EnrollState = z
  .object({ enrolled: z.number() })
  .nullable()
  .transform((state) => state ?? { enrolled: 0 });

/** Enrolls more contacts than one request may name; the enrollments of a part are stored with the job's progress. */
@Injectable()
export class EnrollJob implements JobType {
  readonly name = ENROLL;

  constructor(private readonly replicas: CampaignReplicas) {}

  async prepare(job: Job): Promise<StorePart> {
    const { campaignId } = EnrollInput.parse(job.input);
    const campaign = idOf('camp', campaignId);
    const before = EnrollState.parse(job.state);

    return async (tx, partInput, now) => {
      const contactIds = PartInput.parse(partInput);
      if (!TAKES_CONTACTS.includes(await this.replicas.lock(tx, campaign))) return 'invalid_transition';

      const values = [job.workspace_id, campaignId, contactIds, now];
      const { enrolled, skipped } = await addEnrollments(tx, values);
      await this.replicas.wake(tx, [campaign], now);
      return {
        items: contactIds.length,
        state: { enrolled: before.enrolled + enrolled },
        isLast: job.done + contactIds.length === job.total,
        result: skipped,
      };
    };
  }
}
