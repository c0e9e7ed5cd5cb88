import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { ContactQuery } from '#contracts';
import type { Id } from '#kernel';
import type { SegmentMembers } from './contact-filter.sql.js';
import { ContactList } from './contact-list.js';
import { areCostly } from './costly-queries.js';

const TTL_MS = 10_000;
const MAX_COUNTS = 1_000;

/** Two cores at most count; the requests of everybody else need the other connections of the pool. */
const AT_A_TIME = 2;

/** How many contacts match a filter, exactly, at most 10 seconds ago. Two are counted at a time, the others queue. */
@Injectable()
export class ContactCounts {
  private readonly cache = new LRUCache<string, Promise<number>>({ max: MAX_COUNTS, ttl: TTL_MS });
  private readonly waiting: (() => void)[] = [];
  private counting = 0;

  constructor(private readonly list: ContactList) {}

  /** Requests for one filter share one count, also while it is taken. One that fails is taken again. */
  of(workspaceId: Id<'ws'>, filter: ContactQuery, segments: readonly SegmentMembers[]): Promise<number> {
    const key = JSON.stringify([workspaceId, filter, segments]);
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;

    const take = () => this.list.count(workspaceId, filter, segments);
    const count = areCostly(segments) ? take() : this.inTurn(take); // costly ones wait for each other only
    this.cache.set(key, count);
    count.catch(() => this.cache.delete(key));
    return count;
  }

  /** Runs `count` once fewer than two others run. */
  async inTurn<Counted>(count: () => Promise<Counted>): Promise<Counted> {
    if (this.counting >= AT_A_TIME) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.counting += 1;
    try {
      return await count();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.counting -= 1;
      else next(); // takes the place over
    }
  }
}
