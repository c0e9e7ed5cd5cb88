import { Injectable } from '@nestjs/common';
import { Alarm, Clock, type Id } from '#kernel';

/**
 * Claims of one campaign in preparation. A usual one is prepared in 100 ms; with a template that never ends it takes three
 * seconds, and without this bound its claims held all 1,500 places of the process for them.
 */
const MAX_PREPARING = 2;
/** As long as its texts are refused: each look before would fail another claim of its sends. */
const REST_MS = 60_000;

/** Bounds what one campaign takes of this process while its messages are prepared. */
@Injectable()
export class CampaignShares {
  private readonly preparing = new Map<Id<'camp'>, number>();
  private readonly restsUntil = new Map<Id<'camp'>, number>();

  constructor(
    private readonly clock: Clock,
    private readonly alarm: Alarm,
  ) {}

  /** Runs the preparation of one claim. */
  async prepare<T>(campaignId: Id<'camp'>, preparation: () => Promise<T>): Promise<T> {
    this.add(campaignId, 1);
    try {
      return await preparation();
    } finally {
      this.add(campaignId, -1);
      this.alarm.ring();
    }
  }

  /** The texts of the campaign are refused: it gets no claim for a minute. */
  rest(campaignId: Id<'camp'>): void {
    this.restsUntil.set(campaignId, this.clock.now().getTime() + REST_MS);
  }

  /** The campaigns that get no further claim now. */
  usedUp(): Id<'camp'>[] {
    const now = this.clock.now().getTime();
    for (const [id, until] of this.restsUntil) if (until <= now) this.restsUntil.delete(id);
    const full = [...this.preparing].filter(([, claims]) => claims >= MAX_PREPARING).map(([id]) => id);
    return [...new Set([...full, ...this.restsUntil.keys()])];
  }

  private add(campaignId: Id<'camp'>, claims: 1 | -1): void {
    const left = (this.preparing.get(campaignId) ?? 0) + claims;
    if (left > 0) this.preparing.set(campaignId, left);
    else this.preparing.delete(campaignId);
  }
}
