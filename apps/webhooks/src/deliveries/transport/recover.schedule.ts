import { Injectable } from '@nestjs/common';
import { JobWorker } from '#jobs';
import { Ticker } from '#service';
import { SendingSchedule } from './sending.schedule.js';

/** A job that this process opened wakes it; a job that another replica has let go of is seen this late. */
const REST_MS = 10_000;

@Injectable()
export class RecoverSchedule extends Ticker {
  constructor(jobs: JobWorker, sending: SendingSchedule) {
    const work = async () => {
      const answer = await jobs.execute();
      if (answer === 'more') sending.wake();
      return answer;
    };
    super({ name: 'RecoverJobs', restMs: REST_MS, work });
  }
}
