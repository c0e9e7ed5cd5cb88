import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { PublishDueSteps } from '../persistence/publish-due-steps.js';

const REST_MS = 2_000;
/** Looking for due steps probes every active campaign: no more often than this, unless one is known to be due earlier. */
const LOOK_MS = 30_000;

/** Finds steps that time made due. */
@Injectable()
export class DueStepsSchedule extends Ticker {
  /** When to look again. */
  private lookAt = 0;

  constructor(
    private readonly publishDueSteps: PublishDueSteps,
    private readonly clock: Clock,
  ) {
    super({ name: 'DueSteps', restMs: REST_MS, work: () => this.look() });
  }

  /** A step may be due earlier than was known. */
  expect(): void {
    this.lookAt = 0;
  }

  private async look(): Promise<'more' | 'idle'> {
    const now = this.clock.now().getTime();
    if (now < this.lookAt) return 'idle';

    this.lookAt = now + LOOK_MS; // before looking: a step that is expected meanwhile sets it back
    const answer = await this.publishDueSteps.execute();
    if (answer === 'more') this.expect();
    else if (answer.nextAt !== null) this.lookAt = Math.min(this.lookAt, answer.nextAt.getTime());
    return answer === 'more' ? 'more' : 'idle';
  }
}
