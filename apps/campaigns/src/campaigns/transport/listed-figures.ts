import { Injectable } from '@nestjs/common';
import { Clock, Lately, type Id } from '#kernel';
import { Analytics } from '../../clients/analytics.js';

/** Figures are up to as much behind when analytics counts them. */
const MAX_AGE_MS = 1_000;
/** Half of how many are kept, of 250 bytes each. */
const MAX_KEPT = 10_000;

interface KeptFigures {
  /** Unix milliseconds. */
  readonly askedAt: number;
  /** JSON. */
  readonly text: string;
}

/**
 * The figures of campaigns as lists show them, up to a second old. To ask for those of 50 campaigns, to read and to write
 * them was half of the time of a page, and lists are what dashboards ask for again and again.
 */
@Injectable()
export class ListedFigures {
  private readonly figures = new Lately<KeptFigures>(MAX_KEPT);

  constructor(
    private readonly analytics: Analytics,
    private readonly clock: Clock,
  ) {}

  /** JSON by campaign; what analytics could not answer is absent. */
  async of(workspaceId: Id<'ws'>, campaignIds: readonly Id<'camp'>[]): Promise<ReadonlyMap<string, string>> {
    const now = this.clock.now().getTime();
    const found = new Map<string, string>();
    for (const id of campaignIds) {
      const known = this.figures.get(id);
      if (known !== undefined && isFresh(known, now)) found.set(id, known.text);
    }
    const missing = campaignIds.filter((id) => !found.has(id));
    for (const [id, metrics] of await this.analytics.metricsOf(workspaceId, missing)) {
      const text = JSON.stringify(metrics);
      found.set(id, text);
      this.keep(id, { askedAt: now, text });
    }
    return found;
  }

  /** Of two answers the one that was asked for later, in whatever order they come. */
  private keep(id: string, figures: KeptFigures): void {
    const known = this.figures.get(id);
    const isNewer = known !== undefined && isFresh(known, this.clock.now().getTime());
    if (!isNewer || known.askedAt <= figures.askedAt) this.figures.keep(id, figures);
  }
}

/** Not from the future either, where the clock was set back. */
const isFresh = ({ askedAt }: KeptFigures, now: number): boolean =>
  askedAt <= now && now - askedAt < MAX_AGE_MS;
