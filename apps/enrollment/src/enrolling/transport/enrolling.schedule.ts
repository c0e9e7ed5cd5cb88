import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { EnrollingWork } from '../../campaigns/index.js';
import { DueStepsSchedule } from '../../enrollments/index.js';
import { EnrollNextPage } from '../persistence/enroll-next-page.js';
import { MatchChangedContacts } from '../persistence/match-changed-contacts.js';
import { WaitingWork } from '../persistence/waiting-work.js';

/** One statement for all that is not woken in this process: work of another replica, or work that time made due. */
const POLL_REST_MS = 1_000;
/** For work that the poll or this process wakes. */
const WOKEN_REST_MS = 600_000;

/** Enrolling and the matching of changed contacts, in every replica: each portion is claimed in the database. */
@Injectable()
export class EnrollingSchedule extends EnrollingWork implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly enrolling: Ticker;
  private readonly matching: Ticker;
  private readonly poll: Ticker;

  constructor(
    private readonly enrollNextPage: EnrollNextPage,
    private readonly matchChangedContacts: MatchChangedContacts,
    private readonly waitingWork: WaitingWork,
    private readonly dueSteps: DueStepsSchedule,
    private readonly clock: Clock,
  ) {
    super();
    this.enrolling = new Ticker({ name: 'Enrolling', restMs: WOKEN_REST_MS, work: () => this.enroll() });
    this.matching = new Ticker({ name: 'MatchingContacts', restMs: WOKEN_REST_MS, work: () => this.match() });
    this.poll = new Ticker({ name: 'WaitingWork', restMs: POLL_REST_MS, work: () => this.wakeWaiting() });
  }

  onApplicationBootstrap(): void {
    for (const ticker of [this.enrolling, this.matching, this.poll]) ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.enrolling, this.matching, this.poll].map((ticker) => ticker.stop()));
  }

  override wakeEnrolling(): void {
    this.enrolling.wake();
  }

  override wakeMatching(): void {
    this.matching.wake();
  }

  private async enroll(): Promise<'more' | 'idle'> {
    const answer = await this.enrollNextPage.execute();
    if (answer === 'more') this.dueSteps.expect();
    return answer;
  }

  private async match(): Promise<'more' | 'idle'> {
    const answer = await this.matchChangedContacts.execute();
    if (answer === 'more') this.wakeEnrolling();
    return answer;
  }

  private async wakeWaiting(): Promise<'idle'> {
    const { enrolling, matching } = await this.waitingWork.find(this.clock.now());
    if (enrolling) this.wakeEnrolling();
    if (matching) this.wakeMatching();
    return 'idle';
  }
}
