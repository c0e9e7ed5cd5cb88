import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { BLOCK, TAKE } from './persistence/token-bucket.sql.js';
import { PlatformError } from './platform-error.js';

/** A documented limit: so many requests in any window of that length. */
export interface Rate {
  readonly requests: number;
  readonly perMs: number;
}

interface TakeRow {
  readonly taken: boolean;
  readonly wait_ms: number;
}

/**
 * The part of the limit that may be used at once, and the part that a window refills. Both together are less than the limit:
 * requests that leave at the right moments may arrive closer together.
 */
const BURST_SHARE = 0.2;
const REFILL_SHARE = 0.7;

/** One bucket of tokens per connection, shared by all replicas: its level is in the row of the connection. */
@Injectable()
export class TokenBucket {
  /** The last waiter of each connection here: one of a process asks the database at a time, and they take turns. */
  private readonly turns = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when a request may be sent.
   * @throws PlatformError `rate_limited` where that is not within `patienceMs`
   */
  async take(connectionId: string, rate: Rate, patienceMs: number): Promise<void> {
    const until = performance.now() + patienceMs;
    const before = this.turns.get(connectionId) ?? Promise.resolve();
    const turn = before.then(() => this.takeInTurn(connectionId, rate, until));
    const ended = turn.catch(() => undefined); // the caller gets the error, the next one its turn
    this.turns.set(connectionId, ended);
    try {
      await turn;
    } finally {
      if (this.turns.get(connectionId) === ended) this.turns.delete(connectionId);
    }
  }

  /** After a 429. */
  async block(connectionId: string, forMs: number): Promise<void> {
    await this.database.query(BLOCK, [connectionId, forMs]);
  }

  private async takeInTurn(connectionId: string, rate: Rate, until: number): Promise<void> {
    const size = Math.max(1, Math.floor(rate.requests * BURST_SHARE));
    const perSecond = (rate.requests * REFILL_SHARE * 1_000) / rate.perMs;
    for (;;) {
      const [row] = await this.database.query<TakeRow>(TAKE, [connectionId, size, perSecond]);
      // A connection that is being created is tested before it is stored.
      if (row === undefined || row.taken) return;
      if (performance.now() + row.wait_ms > until) {
        const retryAt = new Date(this.clock.now().getTime() + row.wait_ms);
        throw new PlatformError('rate_limited', 'the limit of requests to the platform is used up', {
          retryAt,
        });
      }
      await wait(row.wait_ms);
    }
  }
}
