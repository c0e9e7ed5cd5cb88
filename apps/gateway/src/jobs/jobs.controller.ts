import { Controller, type StreamableFile } from '@nestjs/common';
import { examples, ExportedSends, JobView, type JobRef } from '#contracts';
import { JobInPath } from '../auth/ref-in-path.js';
import { exportFile, ExportReader } from '../exports/index.js';
import { Route } from '../http/route.js';
import { Jobs } from './jobs.js';

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
  get(@JobInPath() ref: JobRef): Promise<JobView> {
    return this.jobs.find(ref);
  }

  @Route('POST', 'cancel', {
    id: 'cancelJob',
    summary: 'Cancel a job',
    description:
      'Contacts that it has enrolled stay enrolled, and deliveries that it has started leave; an export gets no file. To cancel again changes nothing.',
    access: ['campaigns:write'],
    response: JobView,
    refusals: ['invalid_transition'],
    examples: { response: examples.CANCELED_JOB },
  })
  cancel(@JobInPath() ref: JobRef): Promise<JobView> {
    return this.jobs.cancel(ref);
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
  async download(@JobInPath() ref: JobRef): Promise<StreamableFile> {
    return exportFile(await this.texts.written(ref));
  }
}
