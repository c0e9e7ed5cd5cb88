import { Controller, Param, type StreamableFile } from '@nestjs/common';
import { examples, ExportedSends, JobView } from '#contracts';
import type { Id } from '#kernel';
import { FromCaller, type Caller } from '../auth/caller.js';
import { exportFile, ExportReader } from '../exports/index.js';
import { PathId } from '../http/path-id.js';
import { Route } from '../http/route.js';
import { Jobs } from './jobs.js';

const jobId = new PathId('job', 'job');

/** Background jobs, and the files that they write. */
@Controller('api/v1/jobs/:id')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly texts: ExportReader,
  ) {}

  @Route('GET', '', {
    id: 'getJob',
    summary: 'Get a job',
    description: 'With its progress and its result.',
    access: ['campaigns:read'],
    response: JobView,
    examples: { response: examples.EXPORT_JOB },
  })
  get(@FromCaller() { workspaceId }: Caller, @Param('id', jobId) id: Id<'job'>): Promise<JobView> {
    return this.jobs.find(workspaceId, id);
  }

  @Route('POST', 'cancel', {
    id: 'cancelJob',
    summary: 'Cancel a job',
    description:
      'Contacts that it has enrolled stay enrolled; an export gets no file. To cancel again changes nothing.',
    access: ['campaigns:write'],
    response: JobView,
    refusals: ['invalid_transition'],
    examples: { response: examples.CANCELED_JOB },
  })
  cancel(@FromCaller() { workspaceId }: Caller, @Param('id', jobId) id: Id<'job'>): Promise<JobView> {
    return this.jobs.cancel(workspaceId, id);
  }

  @Route('GET', 'download', {
    id: 'downloadJobFile',
    summary: 'Download the file of an export job',
    description: 'Within 24 hours after the end of the job.',
    access: ['campaigns:read'],
    limits: 'bulk',
    response: ExportedSends,
    texts: examples.EXPORT_TEXTS,
    examples: { response: examples.EXPORTED_SENDS },
  })
  async download(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', jobId) id: Id<'job'>,
  ): Promise<StreamableFile> {
    return exportFile(await this.texts.written(workspaceId, id));
  }
}
