import { ExportFormat, ExportInclude } from '#contracts';
import { Outbox } from '#database';
import type { Job, JobType, StorePart } from '#jobs';
import { idOf } from '#kernel';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SendLog } from '../clients/send-log.js';
import { exportText } from '../exporting/export-text.js';
import { exportCompleted } from '../persistence/export-messages.js';

export const EXPORT = 'export';
export const EXPORT_KEPT_MS = 24 * 3_600_000;

/** `campaign_id` is a uuid. */
export const ExportInput = z.object({
  campaign_id: z.string(),
  format: ExportFormat,
  include: z.array(ExportInclude),
});
export type ExportInput = z.infer<typeof ExportInput>;

/** `cursor`: where in the log the next part begins; `bytes`: how many the file has so far. */
export const ExportState = z
  .object({ cursor: z.string().nullable(), bytes: z.number() })
  .nullable()
  .transform((state) => state ?? { cursor: null, bytes: 0 });

/** Writes a file of a campaign's sends, one page of the log for each part. Only one page is in memory. */
@Injectable()
export class ExportJob implements JobType {
  readonly name = EXPORT;

  constructor(
    private readonly log: SendLog,
    private readonly outbox: Outbox,
  ) {}

  async prepare(job: Job): Promise<StorePart> {
    const input = ExportInput.parse(job.input);
    const before = ExportState.parse(job.state);
    const ref = { workspace_id: idOf('ws', job.workspace_id), campaign_id: idOf('camp', input.campaign_id) };
    const { results, next_cursor } = await this.log.page(ref, before.cursor ?? undefined);
    const isLast = next_cursor === null;
    const content = exportText(input, { sends: results, isFirst: job.parts === 0, isLast });
    const state = { cursor: next_cursor, bytes: before.bytes + Buffer.byteLength(content) };

    return async (tx, _input, now) => {
      if (isLast) {
        const expiresAt = new Date(now.getTime() + EXPORT_KEPT_MS);
        const file = { done: job.done + results.length, bytes: state.bytes, expiresAt };
        await this.outbox.add(tx, exportCompleted({ ...input, ...ids(job) }, file, now));
      }
      return { items: results.length, state, isLast, content };
    };
  }
}

const ids = ({ id, workspace_id }: Job): Pick<Job, 'id' | 'workspace_id'> => ({ id, workspace_id });
