import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { JobWorker } from '#jobs';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { PublishDueSteps } from '../../enrollments/persistence/publish-due-steps.js';
import { CountSegments } from '../../segments/use-cases/count-segments.js';
import { EnrollNextPage } from '../persistence/enroll-next-page.js';
import { MatchChangedContacts } from '../persistence/match-changed-contacts.js';
import { WaitingWork } from '../persistence/waiting-work.js';

/** One statement for all that is not woken in this process: work of another replica, or work that time made due. */
const POLL_REST_MS = 1_000;
const DUE_STEPS_REST_MS = 2_000;
/** Looking for due steps probes every active campaign: no more often than this, unless one is known to be due earlier. */
const DUE_STEPS_LOOK_MS = 30_000;
/** A job that this process opened wakes it; a job that another replica has let go of is seen this late. */
const JOBS_REST_MS = 10_000;
/** For work that the poll or this process wakes. */
const WOKEN_REST_MS = 600_000;
/** One statement each time, while no figure is stale. */
const SEGMENT_COUNTS_REST_MS = 300_000;

/** Work that this service does by itself, in every replica: each portion is claimed in the database. */
@Injectable()
export class EnrollingSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly enrolling: Ticker;
  private readonly matching: Ticker;
  private readonly dueSteps: Ticker;
  private readonly enrollJobs: Ticker;
  private readonly segmentCounts: Ticker;
  private readonly poll: Ticker;
  /** When to look for due steps again. */
  private stepsLookAt = 0;

  constructor(
    enrollNextPage: EnrollNextPage,
    matchChangedContacts: MatchChangedContacts,
    private readonly publishDueSteps: PublishDueSteps,
    jobWorker: JobWorker,
    countSegments: CountSegments,
    private readonly waitingWork: WaitingWork,
    private readonly clock: Clock,
  ) {
    this.enrolling = new Ticker({
      name: 'Enrolling',
      restMs: WOKEN_REST_MS,
      work: () => this.thenExpectSteps(enrollNextPage.execute()),
    });
    this.matching = new Ticker({
      name: 'MatchingContacts',
      restMs: WOKEN_REST_MS,
      work: () => this.thenEnroll(matchChangedContacts.execute()),
    });
    this.dueSteps = new Ticker({
      name: 'DueSteps',
      restMs: DUE_STEPS_REST_MS,
      work: () => this.lookForDueSteps(),
    });
    this.enrollJobs = new Ticker({
      name: 'EnrollJobs',
      restMs: JOBS_REST_MS,
      work: () => this.thenEnroll(jobWorker.execute()),
    });
    this.segmentCounts = new Ticker({
      name: 'SegmentCounts',
      restMs: SEGMENT_COUNTS_REST_MS,
      work: () => countSegments.refreshStale(),
    });
    this.poll = new Ticker({ name: 'WaitingWork', restMs: POLL_REST_MS, work: () => this.wakeWaiting() });
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.tickers()) ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.tickers().map((ticker) => ticker.stop()));
  }

  /** A campaign may have something to do now. */
  wakeEnrolling(): void {
    this.enrolling.wake();
  }

  /** Contacts have changed. */
  wakeMatching(): void {
    this.matching.wake();
  }

  /** A step may be due earlier than was known. */
  expectDueSteps(): void {
    this.stepsLookAt = 0;
  }

  /** A job may have all of its contacts now. */
  wakeEnrollJobs(): void {
    this.enrollJobs.wake();
  }

  private tickers(): Ticker[] {
    return [this.enrolling, this.matching, this.dueSteps, this.enrollJobs, this.segmentCounts, this.poll];
  }

  private async thenEnroll(work: Promise<'more' | 'idle'>): Promise<'more' | 'idle'> {
    const answer = await work;
    if (answer === 'more') this.wakeEnrolling();
    return answer;
  }

  private async thenExpectSteps(work: Promise<'more' | 'idle'>): Promise<'more' | 'idle'> {
    const answer = await work;
    if (answer === 'more') this.expectDueSteps();
    return answer;
  }

  private async lookForDueSteps(): Promise<'more' | 'idle'> {
    const now = this.clock.now().getTime();
    if (now < this.stepsLookAt) return 'idle';

    this.stepsLookAt = now + DUE_STEPS_LOOK_MS; // before looking: a step that is expected meanwhile sets it back
    const answer = await this.publishDueSteps.execute();
    if (answer === 'more') this.expectDueSteps();
    else if (answer.nextAt !== null) this.stepsLookAt = Math.min(this.stepsLookAt, answer.nextAt.getTime());
    return answer === 'more' ? 'more' : 'idle';
  }

  private async wakeWaiting(): Promise<'idle'> {
    const { enrolling, matching } = await this.waitingWork.find(this.clock.now());
    if (enrolling) this.wakeEnrolling();
    if (matching) this.wakeMatching();
    return 'idle';
  }
}
