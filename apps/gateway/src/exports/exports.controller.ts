import { Controller, Query, Res, type StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  examples,
  ExportedSends,
  ExportFormat,
  ExportInclude,
  GetCampaign,
  JobAccepted,
  StartExport,
  type CampaignRef,
} from '#contracts';
import { RpcClient } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { CampaignInPath } from '../auth/ref-in-path.js';
import { anyOf } from '../http/query.js';
import { Route } from '../http/route.js';
import { exportFile } from './export-file.js';
import { ExportReader } from './export-reader.js';

const ExportQuery = z.strictObject({
  format: ExportFormat.default('csv'),
  include: anyOf(ExportInclude).optional(),
  bom: z.enum(['true', 'false']).default('false'),
});
type ExportQuery = z.infer<typeof ExportQuery>;

/** All sends of a campaign in any state, archived ones included. */
@Controller('api/v1/campaigns/:id/export')
export class ExportsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly texts: ExportReader,
  ) {}

  @Audited({ action: 'export.requested' })
  @Route('GET', '', {
    id: 'exportSends',
    summary: 'Export the sends of a campaign',
    description:
      'Newest first. Up to 10,000 sends are in the response; more are written by a job, whose `download_url` works for 24 hours. In CSV, `error` has the columns `error_code`, `error_smtp_code` and `error_message`, and a cell that begins like a formula gets an apostrophe before it; `bom=true` begins the file with a byte order mark, for Excel. With `include=events`, each send in JSON has `events`, and CSV has a line for each event, with `event` and `event_at` before the columns of its send.',
    access: ['campaigns:read'],
    limits: 'bulk',
    response: ExportedSends,
    texts: examples.EXPORT_TEXTS,
    accepted: JobAccepted,
    examples: { response: examples.EXPORTED_SENDS, accepted: examples.jobAccepted(examples.IDS.exportJob) },
  })
  async export(
    @CampaignInPath() ref: CampaignRef,
    @Query({ schema: ExportQuery }) query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | JobAccepted> {
    await this.rpc.request(GetCampaign, ref);

    const { format, include = [] } = query;
    const options = { ...ref, format, include, bom: query.bom === 'true' };
    const { job_id } = await this.rpc.request(StartExport, options);
    if (job_id === null) {
      const text = await this.texts.live(options);
      return exportFile({ campaign_id: ref.campaign_id, format, text });
    }
    reply.status(202);
    return { job_id, status_url: `/api/v1/jobs/${job_id}/` };
  }
}
