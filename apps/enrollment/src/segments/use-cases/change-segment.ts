import { Injectable } from '@nestjs/common';
import type { SegmentChanges } from '#contracts';
import { Database } from '#database';
import { Clock, idOf, validationError } from '#kernel';
import { wrong } from '../domain/segment-rule-errors.js';
import { CampaignReplicas } from '../../campaigns/persistence/campaign-replicas.js';
import { ChangedContacts } from '../../contacts/persistence/changed-contacts.js';
import { Segments, type Segment } from '../persistence/segments.js';
import { RequireValidConditions } from './require-valid-conditions.js';

/** Changes whom a segment holds, and has the campaigns that name it look for whom it holds now. */
@Injectable()
export class ChangeSegment {
  constructor(
    private readonly database: Database,
    private readonly segments: Segments,
    private readonly replicas: CampaignReplicas,
    private readonly changedContacts: ChangedContacts,
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
      if (conditions === undefined) return;
      await this.replicas.scanAgain(tx, segment.workspaceId, changed.updatedAt, idOf('seg', segment.id));
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
      const added = await this.segments.changeContacts(tx, segment, members);
      await this.changedContacts.note(tx, segment.workspaceId, added);
    });
  }
}
