import { Injectable } from '@nestjs/common';
import type { ReadExport as ReadExportRequest, RequestOf, ResponseOf } from '#contracts';
import { SendLog } from '../clients/send-log.js';
import { exportText } from '../views/export-text.js';

/** Reads a small export piece by piece, and stores none of it. */
@Injectable()
export class ReadExport {
  constructor(private readonly log: SendLog) {}

  async execute({
    workspace_id,
    campaign_id,
    cursor,
    ...options
  }: RequestOf<typeof ReadExportRequest>): Promise<ResponseOf<typeof ReadExportRequest>> {
    const { results, next_cursor } = await this.log.page({ workspace_id, campaign_id }, cursor);
    const place = { isFirst: cursor === undefined, isLast: next_cursor === null };

    return { text: exportText(options, { sends: results, ...place }), next_cursor };
  }
}
