import { Injectable } from '@nestjs/common';
import {
  MAX_RETRIES,
  RetryableStatus,
  type RequestOf,
  type RetryResult,
  type RetrySends as RetrySendsRequest,
} from '#contracts';
import { Clock } from '#kernel';
import { cursorAfter } from '#messaging';
import { Enrollment } from '../clients/enrollment.js';
import { Retries, type EndedSend } from '../persistence/retries.js';

type Skipped = RetryResult['skipped'][number];

/**
 * Schedules failed and indeterminate sends again. The steps are reopened first: a crash after that leaves a campaign that
 * waits, and the same request continues from there.
 */
@Injectable()
export class RetrySends {
  constructor(
    private readonly retries: Retries,
    private readonly enrollment: Enrollment,
    private readonly clock: Clock,
  ) {}

  async execute(command: RequestOf<typeof RetrySendsRequest>): Promise<RetryResult> {
    const found = await this.retries.find(command);
    const ended = found.filter(
      ({ status, delegated }) => !delegated && RetryableStatus.safeParse(status).success,
    );
    const reopened = await this.enrollment.reopen(command, ended);
    const open = ended.filter((_, at) => reopened[at] === 'reopened');
    const retried = await this.retries.retry(command, open, this.clock.now());

    const closed = ended.flatMap((send, at) => skippedIf(send, reopened[at]));
    const others = found.filter(
      (send) => !ended.includes(send) || (open.includes(send) && !retried.has(send.id)),
    );
    const skipped = [...missing(command, found), ...others.map(notRetryable), ...closed];
    return { retried: retried.size, skipped, next_cursor: nextCursor(command, found) };
  }
}

const skippedIf = (send: EndedSend, result: Skipped['reason'] | 'reopened' | undefined): Skipped[] =>
  result === undefined || result === 'reopened' ? [] : [{ send_id: send.id, reason: result }];

const notRetryable = ({ id, delegated }: EndedSend): Skipped => ({
  send_id: id,
  reason: delegated ? 'delegated' : 'not_retryable',
});

function missing({ retry }: RequestOf<typeof RetrySendsRequest>, found: readonly EndedSend[]): Skipped[] {
  const known = new Set(found.map(({ id }) => id));
  const named = [...new Set(retry.send_ids)];

  return named.filter((id) => !known.has(id)).map((send_id) => ({ send_id, reason: 'not_found' as const }));
}

function nextCursor(
  { retry }: RequestOf<typeof RetrySendsRequest>,
  found: readonly EndedSend[],
): string | null {
  const last = found.at(-1);
  const mayGoOn = retry.status !== undefined && found.length === MAX_RETRIES;

  return mayGoOn && last ? cursorAfter(last.id) : null;
}
