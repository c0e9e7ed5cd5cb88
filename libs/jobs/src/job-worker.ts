import { Inject, Injectable, type Provider, type Type } from '@nestjs/common';
import { Database } from '#database';
import { Clock, isUnavailable } from '#kernel';
import { Jobs, type JobType } from './jobs.js';

const JOB_TYPES = Symbol('JOB_TYPES');

/**
 * Takes one job one part further. A part and the state that it leaves are stored together, so that a worker that takes
 * over from a process that died goes on where it ended, once its lease has run out.
 */
@Injectable()
export class JobWorker {
  private readonly types: ReadonlyMap<string, JobType>;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    @Inject(JOB_TYPES) types: readonly JobType[],
  ) {
    this.types = new Map(types.map((type) => [type.name, type]));
  }

  async execute(): Promise<'more' | 'idle'> {
    const job = await this.jobs.claim([...this.types.keys()], this.clock.now());
    const type = job && this.types.get(job.type);
    if (job === undefined || type === undefined) return this.jobs.sweep(this.clock.now());

    try {
      const store = await type.prepare(job);
      await this.database.transaction((tx) => this.jobs.storePart(tx, job, store, this.clock.now()));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await this.jobs.postpone(job, this.clock.now());
    }
    return 'more';
  }
}

/** The jobs of a service: one worker for all of its types. */
export const provideJobs = (...types: Type<JobType>[]): Provider[] => [
  ...types,
  Jobs,
  JobWorker,
  { provide: JOB_TYPES, useFactory: (...all: JobType[]) => all, inject: types },
];
