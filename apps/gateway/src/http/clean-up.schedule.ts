import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#kernel';
import { AuditLog } from '../audit-log/audit-log.js';
import { LoginAttempts } from '../auth/login-attempts.js';
import { OneTimeTokens } from '../auth/one-time-tokens.js';
import { Sessions } from '../auth/sessions.js';
import { IdempotencyRecords } from '../idempotency/idempotency-records.js';
import { IdempotencyUsage } from '../idempotency/idempotency-usage.js';
import { RateCounters } from '../rate-limits/rate-counters.js';

const EVERY_MS = 60_000;
/** Much longer than the difference between clocks: no replica still counts in a minute that is this old. */
const COUNTERS_KEPT_MS = 600_000;

/** Deletes expired rows. Every replica does so, in batches that skip each other's rows. */
@Injectable()
export class CleanUpSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('CleanUp');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly counters: RateCounters,
    private readonly records: IdempotencyRecords,
    private readonly usage: IdempotencyUsage,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.tryOnce());
    }, EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Deletes all rows that have expired. */
  async cleanUp(): Promise<void> {
    const now = this.clock.now();
    await this.untilDone(() => this.counters.deleteBefore(new Date(now.getTime() - COUNTERS_KEPT_MS)));
    await this.untilDone(() => this.records.deleteExpired(now));
    await this.untilDone(() => this.usage.deleteOld(now));
    await this.untilDone(() => this.attempts.deleteOld(now));
    await this.untilDone(() => this.sessions.deleteUsedTokens(now));
    await this.untilDone(() => this.sessions.deleteExpired(now));
    await this.untilDone(() => this.tokens.deleteExpired(now));
    await this.untilDone(() => this.audit.deleteExpired(now));
  }

  private async tryOnce(): Promise<void> {
    try {
      await this.cleanUp();
    } catch (error) {
      this.logger.warn(`expired rows stay for another minute: ${String(error)}`);
    }
  }

  private async untilDone(batch: () => Promise<'more' | 'done'>): Promise<void> {
    while (!this.stopping && (await batch()) === 'more');
  }
}
