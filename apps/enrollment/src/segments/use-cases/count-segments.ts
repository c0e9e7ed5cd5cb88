import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel';
import { ContactCounts } from '../../contacts/index.js';
import { isCostlySegment, Segments, type Segment } from '../persistence/segments.js';

/** The background counts again after an hour. Lists show the stored figure. */
const STALE_MS = 3_600_000;
/** A request for one segment gets a figure that is at most that old. */
const FRESH_MS = 10_000;
/** After a count that took too long. */
const REST_MS = 3_600_000;

/** How many contacts segments hold: a stored figure, exact when it was taken. */
@Injectable()
export class CountSegments {
  private readonly logger = new Logger(CountSegments.name);

  constructor(
    private readonly segments: Segments,
    private readonly counts: ContactCounts,
    private readonly clock: Clock,
  ) {}

  /** Counted now, unless its rules may take seconds: then the background counts it. */
  async execute(segment: Segment): Promise<Segment> {
    if (isCostlySegment(segment)) return segment;
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
    await this.count(stale.filter((segment) => !isCostlySegment(segment)));
    for (const segment of stale.filter(isCostlySegment)) await this.countCostly(segment);
    return stale.length === 0 ? 'idle' : 'more';
  }

  /** Alone, so that it neither holds up nor fails the others. */
  private async countCostly(segment: Segment): Promise<void> {
    try {
      await this.store([segment]);
    } catch (error) {
      this.logger.warn(`segment ${segment.id} was not counted: ${String(error)}`);
      await this.segments.rest(segment, new Date(this.clock.now().getTime() + REST_MS));
    }
  }

  private async count(segments: readonly Segment[]): Promise<Segment[]> {
    return segments.length === 0 ? [] : this.counts.inTurn(() => this.store(segments));
  }

  private async store(segments: readonly Segment[]): Promise<Segment[]> {
    const takenAt = this.clock.now();
    const counts = await this.segments.countContacts(segments);
    await this.segments.storeCounts(segments, counts, takenAt);
    return segments.map((segment, place) => ({
      ...segment,
      contact_count: counts[place] ?? null,
      contact_count_at: takenAt,
    }));
  }
}
