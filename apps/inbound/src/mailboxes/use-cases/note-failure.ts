import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel';
import type { ImapFailure } from '../clients/imap-failure.js';
import { failuresAfter, retryDelayMs } from '../domain/retry-delay.js';
import type { Lease } from '../persistence/mailbox-leases.js';
import { Mailboxes, type Turn } from '../persistence/mailboxes.js';

interface EndedTurn extends Turn {
  readonly failure: ImapFailure;
  /** In a row, before this one. */
  readonly failures: number;
  /** How long the mailbox was open. */
  readonly lastedMs: number;
}

export type Retry = Pick<Lease, 'failures' | 'nextTryAt'>;

/** Says when a mailbox is tried again, stores that for other processes, and tells of a refused login. */
@Injectable()
export class NoteFailure {
  private readonly logger = new Logger(NoteFailure.name);

  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly clock: Clock,
  ) {}

  async execute(turn: EndedTurn): Promise<Retry> {
    const { failure } = turn;
    const failures = failuresAfter(turn.failures, turn.lastedMs);
    const now = this.clock.now();
    const delayMs = retryDelayMs(failure.end, failures, Math.random());
    const retry = { failures, nextTryAt: new Date(now.getTime() + delayMs) };
    try {
      if (failure.end === 'refused') await this.mailboxes.recordRefusal(turn, failure.answer, now);
      await this.mailboxes.recordFailure(turn, failures, retry.nextTryAt);
    } catch (error) {
      this.logger.warn(`the failure of ${turn.accountId} was not stored: ${String(error)}`);
    }
    this.logger.debug(`${turn.accountId} is tried again in ${delayMs} ms: ${JSON.stringify(failure)}`);
    return retry;
  }
}
