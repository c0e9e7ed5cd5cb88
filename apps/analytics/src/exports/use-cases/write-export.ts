import { Injectable } from '@nestjs/common';
import { ReadSendLog } from '#contracts';
import { Outbox } from '#database';
import type { Job, JobType, StorePart } from '#jobs';
import { RpcClient } from '#messaging';
import { exportCompleted } from '../events/export-events.js';
import { EXPORT, EXPORT_RETENTION_MS, exportOf } from '../persistence/export-jobs.js';
import { exportText } from '../views/export-text.js';

/** Writes the file of an export: a part for each page of the send log. Only one page is in memory. */
@Injectable()
export class WriteExport implements JobType {
  readonly name = EXPORT;

  constructor(
    private readonly rpc: RpcClient,
    private readonly outbox: Outbox,
  ) {}

  async prepare(job: Job): Promise<StorePart> {
    const current = exportOf(job);
    const { workspace_id, campaign_id, cursor } = current;
    const place = { workspace_id, campaign_id, cursor: cursor ?? undefined };
    const page = await this.rpc.request(ReadSendLog, place);
    const isLast = page.next_cursor === null;
    const content = exportText(current, { sends: page.results, isFirst: job.parts === 0, isLast });
    const state = { cursor: page.next_cursor, bytes: current.bytes + Buffer.byteLength(content) };
    const items = page.results.length;

    return async (tx, _input, now) => {
      if (isLast) {
        const expiresAt = new Date(now.getTime() + EXPORT_RETENTION_MS);
        const file = { sends: job.done + items, bytes: state.bytes, expiresAt };
        await this.outbox.add(tx, exportCompleted(current, file, now));
      }
      return { items, state, isLast, content };
    };
  }
}
