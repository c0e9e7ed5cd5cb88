import { Injectable } from '@nestjs/common';
import type { SegmentChanges } from '#contracts';
import { Database } from '#database';
import { Clock, validationError } from '#kernel';
import { wrong } from '../domain/segment-rule-errors.js';
import { CampaignPlans } from '../persistence/campaign-plans.js';
import { Segments, type Segment } from '../persistence/segments.js';
import { RequireValidConditions } from './require-valid-conditions.js';

/** Changes whom a segment holds, and has the workspace's campaigns look for whom it holds now. */
@Injectable()
export class ChangeSegment {
  constructor(
    private readonly database: Database,
    private readonly segments: Segments,
    private readonly plans: CampaignPlans,
    private readonly requireValidConditions: RequireValidConditions,
    private readonly clock: Clock,
  ) {}

  async execute(segment: Segment, { name, conditions }: SegmentChanges): Promise<Segment> {
    if (conditions !== undefined) await this.requireValidConditions.execute(segment.type, conditions);

    const changed: Segment = {
      ...segment,
      name: name ?? segment.name,
      conditions: conditions ?? segment.conditions,
      updatedAt: this.clock.now(),
    };
    await this.database.transaction(async (tx) => {
      await this.segments.update(tx, changed);
      await this.plans.scanAgain(tx, segment.workspaceId, changed.updatedAt);
    });
    return changed;
  }

  /** Puts contacts into a static segment and takes others out of it. */
  async contacts(
    segment: Segment,
    members: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<void> {
    if (segment.type !== 'static') {
      throw validationError([wrong('add', 'a dynamic segment holds whoever meets its conditions')]);
    }
    await this.database.transaction(async (tx) => {
      await this.segments.changeContacts(tx, segment, members);
      await this.plans.scanAgain(tx, segment.workspaceId, this.clock.now());
    });
  }
}
