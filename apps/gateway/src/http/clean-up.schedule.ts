import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { AuditLog } from '../audit-log/audit-log.js';
import { LoginAttempts } from '../auth/login-attempts.js';
import { OneTimeTokens } from '../auth/one-time-tokens.js';
import { Sessions } from '../auth/sessions.js';
import { IdempotencyRecords } from '../idempotency/idempotency-records.js';
import { RateCounters } from '../rate-limits/rate-counters.js';

const REST_MS = 60_000;
/** Much longer than the difference between clocks: no replica still counts in a minute that is this old. */
const COUNTERS_KEPT_MS = 600_000;

/** Deletes expired rows. Runs in every replica: none takes rows that another one has locked. */
@Injectable()
export class CleanUpSchedule extends Ticker {
  constructor(
    private readonly counters: RateCounters,
    private readonly records: IdempotencyRecords,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {
    super({ name: CleanUpSchedule.name, restMs: REST_MS, work: () => this.deleteBatches() });
  }

  /** Deletes all rows that have expired. */
  async cleanUp(): Promise<void> {
    while ((await this.deleteBatches()) === 'more');
  }

  private async deleteBatches(): Promise<'more' | 'idle'> {
    const now = this.clock.now();
    const left = [
      await this.counters.deleteBefore(new Date(now.getTime() - COUNTERS_KEPT_MS)),
      await this.records.deleteExpired(now),
      await this.records.deleteOldUsage(now),
      await this.attempts.deleteOld(now),
      await this.sessions.deleteUsedTokens(now),
      await this.sessions.deleteExpired(now),
      await this.tokens.deleteExpired(now),
      await this.audit.deleteExpired(now),
    ];
    return left.includes('more') ? 'more' : 'idle';
  }
}
