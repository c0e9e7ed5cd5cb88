import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import type { PushFailure } from '../../clients/domain/campaign-plan.js';
import type { Passed } from '../persistence/push-claims.js';

const FIRST_REST_MS = 2_000;
const LONGEST_REST_MS = 60_000;

interface Rest {
  readonly until: number;
  /** Failures in a row. */
  readonly failures: number;
}

/** The connections and campaigns that this process leaves alone for a while: their leads keep their places. */
@Injectable()
export class Rests {
  private readonly connections = new Map<Id<'pcon'>, Rest>();
  private readonly campaigns = new Map<Id<'camp'>, Rest>();
  /** Campaigns whose leads are in hand. */
  private readonly busy = new Set<Id<'camp'>>();

  constructor(private readonly clock: Clock) {}

  /** The platform does not answer, or has had enough. */
  afterFailure(connection: Id<'pcon'>, { retryAt }: Pick<PushFailure, 'retryAt'>): void {
    this.rest(this.connections, connection, retryAt?.getTime());
  }

  /** Its own campaign is the cause, or a service of ours. */
  restCampaign(campaign: Id<'camp'>): void {
    this.rest(this.campaigns, campaign);
  }

  afterSuccess(connection: Id<'pcon'>, campaign: Id<'camp'>): void {
    this.connections.delete(connection);
    this.campaigns.delete(campaign);
  }

  /** Work on a campaign: no second claim of it starts in this process meanwhile. */
  async busyWith<T>(campaign: Id<'camp'>, work: () => Promise<T>): Promise<T> {
    this.busy.add(campaign);
    try {
      return await work();
    } finally {
      this.busy.delete(campaign);
    }
  }

  passed(): Passed {
    return {
      connections: this.resting(this.connections),
      campaigns: [...new Set([...this.busy, ...this.resting(this.campaigns)])],
    };
  }

  private rest<Key>(rests: Map<Key, Rest>, key: Key, until?: number): void {
    const failures = (rests.get(key)?.failures ?? 0) + 1;
    const pause = Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS);
    rests.set(key, { failures, until: Math.max(until ?? 0, this.clock.now().getTime() + pause) });
  }

  private resting<Key>(rests: ReadonlyMap<Key, Rest>): Key[] {
    const now = this.clock.now().getTime();
    return [...rests].filter(([, { until }]) => until > now).map(([key]) => key);
  }
}
