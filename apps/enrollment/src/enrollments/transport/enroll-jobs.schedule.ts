import { Injectable } from '@nestjs/common';
import { JobWorker } from '#jobs';
import { Ticker } from '#service';
import { EnrollingWork } from '../../campaigns/index.js';

/** A job that this process opened wakes it; a job that another replica has let go of is seen this late. */
const REST_MS = 10_000;

@Injectable()
export class EnrollJobsSchedule extends Ticker {
  constructor(jobs: JobWorker, enrolling: EnrollingWork) {
    const work = async () => {
      const answer = await jobs.execute();
      if (answer === 'more') enrolling.wakeEnrolling();
      return answer;
    };
    super({ name: 'EnrollJobs', restMs: REST_MS, work });
  }
}
