import type { Id } from '#kernel';

interface Bucket {
  tokens: number;
  at: number;
  /** Commands turned away since the bucket last had a token to spare. */
  turnedAway: number;
}

interface FlowLimitOptions {
  /** Commands a second that one workspace may have handled for long. */
  readonly perSecond: number;
  /** Commands that it may have handled at once after a rest. */
  readonly burst: number;
}

const MAX_DELAY_MS = 60_000;
const MANY = 10_000;

/**
 * A token bucket for each workspace. A command above the limit waits on the server, about as long as the commands before
 * it take, so that a flood of one workspace passes and the commands of others are reached.
 */
export class FlowLimit {
  private readonly buckets = new Map<Id<'ws'>, Bucket>();

  constructor(private readonly options: FlowLimitOptions) {}

  /** 0 where the command may be handled now; else the milliseconds after which it is to come again. */
  delayFor(workspaceId: Id<'ws'>, now: number): number {
    const bucket = this.bucketOf(workspaceId, now);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    bucket.turnedAway += 1;
    return Math.min(MAX_DELAY_MS, 1_000 + (bucket.turnedAway * 1_000) / this.options.perSecond);
  }

  private bucketOf(workspaceId: Id<'ws'>, now: number): Bucket {
    const { perSecond, burst } = this.options;
    const bucket = this.buckets.get(workspaceId) ?? { tokens: burst, at: now, turnedAway: 0 };
    const elapsed = Math.max(0, now - bucket.at);
    bucket.tokens = Math.min(burst, bucket.tokens + (elapsed * perSecond) / 1_000);
    bucket.turnedAway = Math.max(0, bucket.turnedAway - (elapsed * perSecond) / 1_000);
    bucket.at = now;
    if (this.buckets.size >= MANY) this.forgetFull(now);
    this.buckets.set(workspaceId, bucket);
    return bucket;
  }

  /** A bucket that is full again is as good as none. */
  private forgetFull(now: number): void {
    const { perSecond, burst } = this.options;
    for (const [workspaceId, { tokens, at }] of this.buckets) {
      if (tokens + ((now - at) * perSecond) / 1_000 >= burst) this.buckets.delete(workspaceId);
    }
  }
}
