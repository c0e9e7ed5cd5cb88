import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EnrollNextPage } from '../use-cases/enroll-next-page.js';
import { TellDueSteps } from '../use-cases/tell-due-steps.js';
import { WorkOnEnrollJobs } from '../use-cases/work-on-enroll-jobs.js';
import { Ticker } from './ticker.js';

/** One query on a partial index: what another replica has for us is seen this late. */
const REST_MS = 500;

/** What this service does by itself, in every replica: each portion is claimed in the database. */
@Injectable()
export class Schedules implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly enrolling: Ticker;
  private readonly dueSteps: Ticker;
  private readonly enrollJobs: Ticker;

  constructor(
    enrollNextPage: EnrollNextPage,
    tellDueSteps: TellDueSteps,
    workOnEnrollJobs: WorkOnEnrollJobs,
  ) {
    this.enrolling = new Ticker({ name: 'Enrolling', restMs: REST_MS, work: () => enrollNextPage.execute() });
    this.dueSteps = new Ticker({ name: 'DueSteps', restMs: REST_MS, work: () => tellDueSteps.execute() });
    this.enrollJobs = new Ticker({
      name: 'EnrollJobs',
      restMs: REST_MS,
      work: () => workOnEnrollJobs.execute(),
    });
  }

  onApplicationBootstrap(): void {
    this.enrolling.start();
    this.dueSteps.start();
    this.enrollJobs.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.enrolling.stop(), this.dueSteps.stop(), this.enrollJobs.stop()]);
  }

  /** A campaign may have something to do now. */
  wakeEnrolling(): void {
    this.enrolling.wake();
  }

  /** A job may have all of its contacts now. */
  wakeEnrollJobs(): void {
    this.enrollJobs.wake();
  }
}
