import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '#service';
import { IndexedContacts } from '../persistence/indexed-contacts.js';
import { EnrollNextPage } from '../use-cases/enroll-next-page.js';
import { TellDueSteps } from '../use-cases/tell-due-steps.js';
import { WorkOnEnrollJobs } from '../use-cases/work-on-enroll-jobs.js';

/** One query on a partial index: what another replica has for us is seen this late. */
const REST_MS = 500;
const TEN_MINUTES_MS = 600_000;

/** What this service does by itself, in every replica: each portion is claimed in the database. */
@Injectable()
export class Schedules implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly enrolling: Ticker;
  private readonly dueSteps: Ticker;
  private readonly enrollJobs: Ticker;
  private readonly contactChanges: Ticker;

  constructor(
    enrollNextPage: EnrollNextPage,
    tellDueSteps: TellDueSteps,
    workOnEnrollJobs: WorkOnEnrollJobs,
    indexedContacts: IndexedContacts,
  ) {
    this.enrolling = new Ticker({ name: 'Enrolling', restMs: REST_MS, work: () => enrollNextPage.execute() });
    this.dueSteps = new Ticker({ name: 'DueSteps', restMs: REST_MS, work: () => tellDueSteps.execute() });
    this.enrollJobs = new Ticker({
      name: 'EnrollJobs',
      restMs: REST_MS,
      work: () => workOnEnrollJobs.execute(),
    });
    this.contactChanges = new Ticker({
      name: 'ContactChanges',
      restMs: TEN_MINUTES_MS,
      work: async () => {
        await indexedContacts.forgetOldChanges();
        return 'idle';
      },
    });
  }

  onApplicationBootstrap(): void {
    this.enrolling.start();
    this.dueSteps.start();
    this.enrollJobs.start();
    this.contactChanges.start();
  }

  async onModuleDestroy(): Promise<void> {
    const tickers = [this.enrolling, this.dueSteps, this.enrollJobs, this.contactChanges];
    await Promise.all(tickers.map((ticker) => ticker.stop()));
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
