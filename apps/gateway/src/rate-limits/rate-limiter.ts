import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { grantQuota, demandsOf, surplusOf, quotasOf, type Verdict } from './grant-quota.js';
import type { RateLimit } from './rate-limits.js';
import { RateCounters } from './rate-counters.js';

const MINUTE_MS = 60_000;
/** How long a limit that is used up is refused without asking again. Not for the whole minute: others give back. */
const CLOSED_FOR_MS = 1_000;

interface Waiting {
  readonly limits: readonly RateLimit[];
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

/** A verdict, and when its minute ends. */
export interface Count extends Verdict {
  readonly resetsAt: Date;
}

/**
 * Counts requests by the minute, exactly and over all replicas. Requests that come while the store is being asked go
 * into its next statement together: 50 at once take 94 ms instead of 92 without counting. One alone waits about 1 ms,
 * however many limits it has. A lease in memory would be cheaper, and what it holds unused would be refused elsewhere.
 */
@Injectable()
export class RateLimiter {
  private waiting: Waiting[] = [];
  private asking = false;
  private minute = new Date(0);
  /** Taken for requests that another limit refused; the next statement uses it or gives it back. */
  private surplus: ReadonlyMap<string, number> = new Map();
  private readonly closedUntil = new Map<string, number>();

  constructor(
    private readonly counters: RateCounters,
    private readonly clock: Clock,
  ) {}

  /** Counts one request against all of its limits, or against none when one of them refuses. */
  async count(limits: readonly RateLimit[]): Promise<Count> {
    this.turnMinute();
    const resetsAt = new Date(this.minute.getTime() + MINUTE_MS);
    const verdict = this.knownRefusal(limits) ?? (await this.ask(limits));
    return { ...verdict, resetsAt };
  }

  private knownRefusal(limits: readonly RateLimit[]): Verdict | undefined {
    const now = this.clock.now().getTime();
    const binding = limits.find(({ name }) => (this.closedUntil.get(name) ?? 0) > now);
    return binding && { allowed: false, binding, remaining: 0 };
  }

  private ask(limits: readonly RateLimit[]): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ limits, resolve, reject });
      if (!this.asking) void this.work();
    });
  }

  /** One statement at a time. Never rejects: each request is told of its own failure. */
  private async work(): Promise<void> {
    this.asking = true;
    while (this.waiting.length > 0 || this.surplus.size > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        const verdicts = await this.decide(batch.map(({ limits }) => limits));
        for (const [index, verdict] of verdicts.entries()) batch[index]?.resolve(verdict);
      } catch (error) {
        this.surplus = new Map(); // lost with the store: this minute lets a few less through, never one more
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

  /** What was used up or left over in one minute means nothing in the next. */
  private turnMinute(): void {
    const now = this.clock.now().getTime();
    const minute = now - (now % MINUTE_MS);
    if (minute === this.minute.getTime()) return;
    this.minute = new Date(minute);
    this.surplus = new Map();
    this.closedUntil.clear();
  }
}
