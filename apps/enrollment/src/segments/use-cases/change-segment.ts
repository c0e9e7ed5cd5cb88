import { Injectable } from '@nestjs/common';
import type { SegmentChanges } from '#contracts';
import { Clock, validationError, type Id } from '#kernel';
import { wrong } from '../domain/segment-rules.js';
import { Segments, type Segment } from '../persistence/segments.js';
import { RequireValidConditions } from './require-valid-conditions.js';

/** Changes the members of a segment. */
@Injectable()
export class ChangeSegment {
  constructor(
    private readonly segments: Segments,
    private readonly requireValidConditions: RequireValidConditions,
    private readonly clock: Clock,
  ) {}

  async execute(segment: Segment, changes: SegmentChanges): Promise<Segment> {
    const { conditions } = changes;
    if (conditions !== undefined) await this.requireValidConditions.execute(segment.type, conditions);
    return this.segments.update(segment, changes, this.clock.now());
  }

  /** Puts contacts into a static segment and takes others out of it. */
  async contacts(
    segment: Segment,
    members: { readonly add: readonly Id<'cont'>[]; readonly remove: readonly Id<'cont'>[] },
  ): Promise<void> {
    if (segment.type !== 'static') {
      throw validationError([wrong('add', 'a dynamic segment holds whoever meets its conditions')]);
    }
    await this.segments.changeContacts(segment, members);
  }
}
