import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { demandsOf, grantQuota, quotasOf, surplusOf, type Verdict } from './grant-quota.js';
import { RateCounters } from './rate-counters.js';
import type { RateLimit } from './rate-limits.js';

const MINUTE_MS = 60_000;
/** A limit that is used up is refused for this time without a query. Not for the whole minute: surplus comes back. */
const CLOSED_FOR_MS = 1_000;

interface Waiting {
  readonly limits: readonly RateLimit[];
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

/** A verdict and the end of its minute. */
export interface Count extends Verdict {
  readonly resetsAt: Date;
}

/**
 * Counts requests per minute, exactly and over all replicas. Requests that arrive during a statement share the next one:
 * 50 at once take 94 ms instead of 92 ms without counting. A single request waits about 1 ms, with any number of limits.
 * A lease in memory would be cheaper, but its unused part would be refused elsewhere.
 */
@Injectable()
export class RateLimiter {
  private waiting: Waiting[] = [];
  private asking = false;
  private minute = new Date(0);
  /** Quota of refused requests; the next statement uses it or returns it. */
  private surplus: ReadonlyMap<string, number> = new Map();
  private readonly closedUntil = new Map<string, number>();

  constructor(
    private readonly counters: RateCounters,
    private readonly clock: Clock,
  ) {}

  /** Counts a request against all of its limits, or against none when one of them refuses. */
  async count(limits: readonly RateLimit[]): Promise<Count> {
    this.turnMinute();
    const resetsAt = new Date(this.minute.getTime() + MINUTE_MS);
    const verdict = this.knownRefusal(limits) ?? (await this.enqueue(limits));
    return { ...verdict, resetsAt };
  }

  private knownRefusal(limits: readonly RateLimit[]): Verdict | undefined {
    const now = this.clock.now().getTime();
    const binding = limits.find(({ name }) => (this.closedUntil.get(name) ?? 0) > now);
    return binding && { allowed: false, binding, remaining: 0 };
  }

  private enqueue(limits: readonly RateLimit[]): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ limits, resolve, reject });
      if (!this.asking) void this.work();
    });
  }

  /** Runs one statement at a time. It never rejects: each request gets its own failure. */
  private async work(): Promise<void> {
    this.asking = true;
    while (this.waiting.length > 0 || this.surplus.size > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        const verdicts = await this.decide(batch.map(({ limits }) => limits));
        for (const [index, verdict] of verdicts.entries()) batch[index]?.resolve(verdict);
      } catch (error) {
        this.surplus = new Map(); // lost with the database: this minute grants a few requests less, never one more
        for (const { reject } of batch) reject(error);
      }
    }
    this.asking = false;
  }

  private async decide(requests: readonly (readonly RateLimit[])[]): Promise<Verdict[]> {
    this.turnMinute();
    const { surplus, minute } = this;
    const grants = await this.counters.take(demandsOf(requests, surplus), minute);
    const quotas = quotasOf(grants, surplus);
    const verdicts = grantQuota(requests, quotas);
    if (minute === this.minute) {
      this.surplus = surplusOf(quotas);
      this.close(verdicts);
    }
    return verdicts;
  }

  private close(verdicts: readonly Verdict[]): void {
    const until = this.clock.now().getTime() + CLOSED_FOR_MS;
    for (const { allowed, binding } of verdicts) {
      if (!allowed) this.closedUntil.set(binding.name, until);
    }
  }

  /** Closed limits and surplus belong to one minute. */
  private turnMinute(): void {
    const now = this.clock.now().getTime();
    const minute = now - (now % MINUTE_MS);
    if (minute === this.minute.getTime()) return;
    this.minute = new Date(minute);
    this.surplus = new Map();
    this.closedUntil.clear();
  }
}
