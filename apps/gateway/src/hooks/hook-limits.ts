import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '#kernel';
import { AddressLimits } from '../rate-limits/address-limits.js';
import type { Count } from '../rate-limits/rate-limiter.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';

const MINUTE_MS = 60_000;
/** The largest accounts of the platforms send some ten messages a second, each with a handful of hooks. */
const PER_TOKEN = 30_000;
/** Some 2 MB. */
const MAX_TOKENS = 10_000;

interface Counter {
  readonly minute: number;
  used: number;
}

/**
 * Bounds the hooks of one token, and guesses at tokens. A platform sends the hooks of all its customers from few addresses:
 * those with a token that was right before are never refused for the guesses, or the deleted connections, of others.
 */
@Injectable()
export class HookLimits {
  /** By the hash of a token that was right. */
  private readonly right = new LRUCache<string, Counter>({ max: MAX_TOKENS });

  constructor(
    private readonly addresses: AddressLimits,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
  ) {}

  /** Counts a hook before it is looked up; the limit that refuses it, if one does. */
  refusalOf(tokenHash: string, address: string): Count | undefined {
    if (this.limits.state === 'off') return undefined;

    const counter = this.right.get(tokenHash);
    if (counter !== undefined) return this.count(tokenHash, counter);
    return this.addresses.isExceeded(address, 'refused')
      ? this.addresses.count(address, 'refused')
      : undefined;
  }

  noteRight(tokenHash: string): void {
    if (!this.right.has(tokenHash)) this.right.set(tokenHash, { minute: this.minute(), used: 1 });
  }

  /** It counts as a refused request of its address. */
  noteWrong(tokenHash: string, address: string): void {
    this.right.delete(tokenHash);
    if (this.limits.state === 'on') this.addresses.count(address, 'refused');
  }

  private count(tokenHash: string, known: Counter): Count | undefined {
    const minute = this.minute();
    const counter = known.minute === minute ? known : { minute, used: 0 };
    counter.used += 1;
    this.right.set(tokenHash, counter);
    if (counter.used <= PER_TOKEN) return undefined;

    const binding = { name: 'hooks', limit: 'hooks' as const, perMinute: PER_TOKEN };
    return { allowed: false, binding, remaining: 0, resetsAt: new Date((minute + 1) * MINUTE_MS) };
  }

  private minute(): number {
    return Math.floor(this.clock.now().getTime() / MINUTE_MS);
  }
}
