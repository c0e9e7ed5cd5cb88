import { Controller } from '@nestjs/common';
import {
  ChangeSegmentContacts,
  CreateSegment,
  DeleteSegment,
  GetSegment,
  ListSegments,
  UpdateSegment,
  type RequestOf,
  type SegmentView,
} from '#contracts';
import { Clock, DomainError, newId, notFound } from '#kernel';
import { HandlesRequest, pageFrom, uuidIn } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import { Segments, type Segment } from '../persistence/segments.js';
import { ChangeSegment } from '../use-cases/change-segment.js';
import { CountSegments } from '../use-cases/count-segments.js';
import { RequireValidConditions } from '../use-cases/require-valid-conditions.js';
import { segmentView } from '../views/segment.view.js';
import { SegmentCountsSchedule } from './segment-counts.schedule.js';

type Ref = RequestOf<typeof GetSegment>;

@Controller()
export class SegmentsController {
  constructor(
    private readonly segments: Segments,
    private readonly requireValidConditions: RequireValidConditions,
    private readonly changeSegment: ChangeSegment,
    private readonly countSegments: CountSegments,
    private readonly countsSchedule: SegmentCountsSchedule,
    private readonly clock: Clock,
    private readonly enrolling: EnrollingWork,
  ) {}

  @HandlesRequest(CreateSegment)
  async create({ workspace_id, name, type, ...given }: RequestOf<typeof CreateSegment>) {
    const conditions = await this.requireValidConditions.execute(type, given.conditions);

    const now = this.clock.now();
    const id = newId('seg');
    const segment = { id, workspace_id, name, type, conditions, created_at: now, updated_at: now };
    await this.segments.insert(segment);
    return this.countedView({ ...segment, contact_count: null, contact_count_at: null });
  }

  @HandlesRequest(GetSegment)
  async get(ref: Ref) {
    return segmentView(await this.countSegments.fresh(await this.find(ref)));
  }

  @HandlesRequest(ListSegments)
  async list(query: RequestOf<typeof ListSegments>) {
    const { workspace_id, cursor, page_size } = query;
    const found = await this.segments.page(workspace_id, uuidIn(cursor, 'seg'), page_size + 1);
    return pageFrom(found.map(segmentView), { size: page_size });
  }

  @HandlesRequest(UpdateSegment)
  async update({ changes, ...ref }: RequestOf<typeof UpdateSegment>) {
    const changed = await this.changeSegment.execute(await this.find(ref), changes);
    this.enrolling.wakeEnrolling();
    return this.countedView(changed);
  }

  @HandlesRequest(DeleteSegment)
  async delete(ref: RequestOf<typeof DeleteSegment>) {
    const segment = await this.find(ref);
    if (await this.segments.isNamed(segment)) {
      throw new DomainError(
        'conflict',
        'segment_in_use',
        'a campaign that is not over has this segment in its filter',
      );
    }
    await this.segments.delete(segment);
    return {};
  }

  @HandlesRequest(ChangeSegmentContacts)
  async contacts({ add, remove, ...ref }: RequestOf<typeof ChangeSegmentContacts>) {
    const segment = await this.find(ref);
    await this.changeSegment.contacts(segment, { add, remove });
    this.enrolling.wakeMatching();
    return this.countedView(segment);
  }

  private async find({ workspace_id, segment_id }: Ref): Promise<Segment> {
    const segment = await this.segments.find(workspace_id, segment_id);
    if (segment === undefined) throw notFound('segment', segment_id);
    return segment;
  }

  private async countedView(segment: Segment): Promise<SegmentView> {
    const counted = await this.countSegments.execute(segment);
    if (counted.contact_count === null) this.countsSchedule.wake();
    return segmentView(counted);
  }
}
