import { Injectable } from '@nestjs/common';
import { Database, Outbox } from '#database';
import { Clock } from '#kernel';
import { stepsDueEvents } from '../events/steps-due-events.js';
import { Enrollments } from './enrollments.js';

/** Hands follow-ups that fell due to whoever sends them. A row that is handed over waits for its outcome. */
@Injectable()
export class PublishDueSteps {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly enrollments: Enrollments,
    private readonly clock: Clock,
  ) {}

  /** Answers when the next one is due, once there is none to claim now. */
  async execute(): Promise<'more' | { readonly nextAt: Date | null }> {
    const nextAt = await this.enrollments.nextDueAt();
    if (nextAt === null || nextAt > this.clock.now()) return { nextAt };

    const claimed = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const due = await this.enrollments.claimDue(tx, now);
      await this.outbox.add(tx, stepsDueEvents(due, now));
      return due.length;
    });
    return claimed > 0 ? 'more' : { nextAt }; // another replica has claimed it
  }
}
