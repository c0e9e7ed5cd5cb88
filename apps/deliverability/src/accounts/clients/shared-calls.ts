import pLimit, { type LimitFunction } from 'p-limit';

const MAX_CALLS = 64;
const MAX_CALLS_OF_ONE = 16;

/**
 * Bounds how many calls run at once, altogether and for each owner: the dead server of one customer holds a part of the
 * places for as long as it is silent, and never all.
 */
export class SharedCalls {
  private readonly all = pLimit(MAX_CALLS);
  private readonly byOwner = new Map<string, LimitFunction>();

  async run<Answer>(owner: string, call: () => Promise<Answer>): Promise<Answer> {
    const own = this.byOwner.get(owner) ?? pLimit(MAX_CALLS_OF_ONE);
    this.byOwner.set(owner, own);
    try {
      return await own(() => this.all(call));
    } finally {
      if (own.activeCount + own.pendingCount === 0) this.byOwner.delete(owner);
    }
  }
}
