import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { ContactCounts } from '../../contacts/index.js';
import { Segments, type Segment } from '../persistence/segments.js';

/** The background counts again after an hour. Lists show the stored figure. */
const STALE_MS = 3_600_000;
/** A request for one segment gets a figure that is at most that old. */
const FRESH_MS = 10_000;

/** How many contacts segments hold: a stored figure, exact when it was taken. */
@Injectable()
export class CountSegments {
  constructor(
    private readonly segments: Segments,
    private readonly counts: ContactCounts,
    private readonly clock: Clock,
  ) {}

  /** Counted now. */
  async execute(segment: Segment): Promise<Segment> {
    const [counted] = await this.count([segment]);
    return counted ?? segment;
  }

  /** Counted now, unless that was done a moment ago. */
  async fresh(segment: Segment): Promise<Segment> {
    const oldest = this.clock.now().getTime() - FRESH_MS;
    const isFresh = segment.contact_count_at !== null && segment.contact_count_at.getTime() > oldest;
    return isFresh ? segment : this.execute(segment);
  }

  /** Counts the segments of one workspace whose figures are stale; answers whether there may be more. */
  async refreshStale(): Promise<'more' | 'idle'> {
    const now = this.clock.now();
    const stale = await this.segments.claimStale(new Date(now.getTime() - STALE_MS), now);
    await this.count(stale);
    return stale.length === 0 ? 'idle' : 'more';
  }

  private async count(segments: readonly Segment[]): Promise<Segment[]> {
    if (segments.length === 0) return [];
    return this.counts.inTurn(async () => {
      const takenAt = this.clock.now();
      const counts = await this.segments.countContacts(segments);
      await this.segments.storeCounts(segments, counts, takenAt);
      return segments.map((segment, place) => ({
        ...segment,
        contact_count: counts[place] ?? null,
        contact_count_at: takenAt,
      }));
    });
  }
}
