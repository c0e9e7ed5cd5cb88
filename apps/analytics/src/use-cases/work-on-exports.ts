import { Database, Outbox, type Transaction } from '#database';
import { Clock, DomainError, idOf } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SendLog } from '../clients/send-log.js';
import { exportText } from '../exporting/export-text.js';
import { exportCompleted } from '../persistence/export-messages.js';
import { ExportJobs, type ExportPart, type UnfinishedExport } from '../persistence/export-jobs.js';

/**
 * Takes one export one part further. The part and where the next one begins are stored together, so that whoever takes
 * over from a process that died goes on where it ended, once its lease has run out. Only one page is in memory.
 */
@Injectable()
export class WorkOnExports {
  constructor(
    private readonly database: Database,
    private readonly jobs: ExportJobs,
    private readonly log: SendLog,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    const job = await this.jobs.claim(this.clock.now());
    if (job === undefined) return this.jobs.sweep(this.clock.now());

    try {
      const part = await this.nextPart(job);
      await this.database.transaction((tx) => this.store(tx, job, part));
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'unavailable') throw error;
      await this.jobs.postpone(job.id, this.clock.now());
    }
    return 'more';
  }

  private async nextPart(job: UnfinishedExport): Promise<ExportPart> {
    const ref = {
      workspace_id: idOf('ws', job.workspace_id),
      campaign_id: idOf('camp', job.campaign_id),
    };
    const { results, next_cursor } = await this.log.page(ref, job.cursor ?? undefined);
    const place = { isFirst: job.parts === 0, isLast: next_cursor === null };

    return {
      text: exportText(job, { sends: results, ...place }),
      sends: results.length,
      nextCursor: next_cursor,
    };
  }

  private async store(tx: Transaction, job: UnfinishedExport, part: ExportPart): Promise<void> {
    const now = this.clock.now();
    const isNew = await this.jobs.addPart(tx, job, part, now);
    if (!isNew || part.nextCursor !== null) return;

    const file = await this.jobs.succeed(tx, job.id, now);
    await this.outbox.add(tx, exportCompleted(job, file, now));
  }
}
