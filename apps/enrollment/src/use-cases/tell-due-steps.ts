import { Injectable } from '@nestjs/common';
import { Database, Outbox } from '#database';
import { Clock } from '#kernel';
import { Enrollments } from '../persistence/enrollments.js';
import { stepsDueMessages } from './steps-due-messages.js';

/** Hands follow-ups that fell due to whoever sends them. A row that is handed over waits for its outcome. */
@Injectable()
export class TellDueSteps {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly enrollments: Enrollments,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    if (!(await this.enrollments.hasDue(this.clock.now()))) return 'idle';
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const due = await this.enrollments.claimDue(tx, now);
      await this.outbox.add(tx, stepsDueMessages(due, now));
      return due.length > 0 ? 'more' : 'idle';
    });
  }
}
