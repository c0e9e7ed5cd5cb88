import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Job, JobType, StorePart } from '#jobs';
import { IS_ACTIVE } from '../../endpoints/index.js';
import { MAKE_DUE } from './delivery-queues.sql.js';
import { RECOVER_PART } from './recover-jobs.sql.js';

export const RECOVER = 'recover';

/** A part that has fewer events is the last. */
const EVENTS_OF_PART = 1_000;

/** The id is a uuid. */
const RecoverJobInput = z.object({ endpoint_id: z.string(), since: z.iso.datetime() });

/** `after`: the position where the next part begins; the counts are of all parts so far. */
export const RecoverState = z
  .object({ after: z.string(), failed: z.number(), missed: z.number() })
  .nullable()
  .transform((state) => state ?? { after: '0', failed: 0, missed: 0 });

interface PartRow {
  readonly events: number;
  readonly last: string | null;
  readonly failed: number;
  readonly missed: number;
}

/** Delivers what a webhook should have had since a time and has not; the deliveries are stored with the job's progress. */
@Injectable()
export class RecoverJob implements JobType {
  readonly name = RECOVER;

  prepare(job: Job): Promise<StorePart> {
    const { endpoint_id, since } = RecoverJobInput.parse(job.input);
    const before = RecoverState.parse(job.state);

    return Promise.resolve(async (tx, _input, now) => {
      const [webhook] = await tx.query<{ active: boolean }>(IS_ACTIVE, [job.workspace_id, endpoint_id]);
      if (webhook?.active !== true) return 'webhook_inactive';
      const values = [job.workspace_id, endpoint_id, before.after, since, now];
      const [part] = await tx.query<PartRow>(RECOVER_PART, values);
      if (part === undefined) throw new Error('a count answers a row');
      if (part.failed + part.missed > 0) await tx.query(MAKE_DUE, [endpoint_id, now]);
      const state = {
        after: part.last ?? before.after,
        failed: before.failed + part.failed,
        missed: before.missed + part.missed,
      };
      return { items: part.events, state, isLast: part.events < EVENTS_OF_PART };
    });
  }
}
