import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Job, JobType, StorePart } from '#jobs';
import { CampaignReplicas } from '../../campaigns/index.js';
import { ManualEnrollments } from './manual-enrollments.js';

export const ENROLL = 'enroll';
export const ENROLL_RETENTION_MS = 7 * 86_400_000;

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

  constructor(
    private readonly replicas: CampaignReplicas,
    private readonly manual: ManualEnrollments,
  ) {}

  async prepare(job: Job): Promise<StorePart> {
    const { campaignId } = EnrollInput.parse(job.input);
    const before = EnrollState.parse(job.state);

    return async (tx, partInput, now) => {
      const contactIds = PartInput.parse(partInput);
      if (!TAKES_CONTACTS.includes(await this.replicas.lock(tx, campaignId))) return 'invalid_transition';

      const named = { workspaceId: job.workspace_id, campaignId, contactIds, now };
      const { enrolled, skipped } = await this.manual.add(tx, named);
      await this.replicas.wake(tx, [campaignId], now);
      return {
        items: contactIds.length,
        state: { enrolled: before.enrolled + enrolled },
        isLast: job.done + contactIds.length === job.total,
        result: skipped,
      };
    };
  }
}
