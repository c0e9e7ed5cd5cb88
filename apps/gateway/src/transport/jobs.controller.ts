import { Controller, Get, Param, type StreamableFile } from '@nestjs/common';
import type { JobView } from '#contracts';
import type { Id } from '#kernel';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { ExportTexts } from '../clients/export-texts.js';
import { Jobs } from '../clients/jobs.js';
import { PathId } from '../http/path-id.js';
import { exportFile } from './export-file.js';

const jobId = new PathId('job', 'job');

/** Work that goes on in the background, and the files that come of it. */
@Controller('api/v1/jobs/:id')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly texts: ExportTexts,
  ) {}

  @Get()
  @NeedsScope('campaigns:read')
  get(@FromCaller() { workspaceId }: Caller, @Param('id', jobId) id: Id<'job'>): Promise<JobView> {
    return this.jobs.find(workspaceId, id);
  }

  @Get('download')
  @NeedsScope('campaigns:read')
  async download(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', jobId) id: Id<'job'>,
  ): Promise<StreamableFile> {
    return exportFile(await this.texts.written(workspaceId, id));
  }
}
