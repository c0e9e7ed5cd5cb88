import { Body, Controller, Query } from '@nestjs/common';
import {
  ChangeSegmentContacts,
  CreateSegment,
  DeleteSegment,
  examples,
  GetSegment,
  ListSegments,
  SegmentChanges,
  SegmentContacts,
  SegmentInput,
  UpdateSegment,
  type Page,
  type SegmentRef,
  type SegmentView,
} from '#contracts';
import { RpcClient } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { SegmentInPath } from '../auth/ref-in-path.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

@Controller('api/v1/segments')
export class SegmentsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '', {
    id: 'createSegment',
    summary: 'Create a segment',
    access: ['contacts:write'],
    status: 201,
    contract: CreateSegment,
    examples: { request: examples.SEGMENT_INPUT, response: examples.SEGMENT },
  })
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: SegmentInput }) segment: SegmentInput,
  ): Promise<SegmentView> {
    return this.rpc.request(CreateSegment, { workspace_id: workspaceId, ...segment });
  }

  @Route('GET', ':id', {
    id: 'getSegment',
    summary: 'Get a segment',
    access: ['contacts:read'],
    contract: GetSegment,
    examples: { response: examples.SEGMENT },
  })
  get(@SegmentInPath() ref: SegmentRef): Promise<SegmentView> {
    return this.rpc.request(GetSegment, ref);
  }

  @Route('GET', '', {
    id: 'listSegments',
    summary: 'List the segments',
    access: ['contacts:read'],
    contract: ListSegments,
    examples: { response: examples.pageWith(examples.SEGMENT) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<Page<SegmentView>> {
    return this.rpc.request(ListSegments, { workspace_id: workspaceId, ...query });
  }

  @Route('PATCH', ':id', {
    id: 'updateSegment',
    summary: 'Change a segment',
    access: ['contacts:write'],
    contract: UpdateSegment,
    examples: {
      request: { name: 'Tier A of this year' },
      response: { ...examples.SEGMENT, name: 'Tier A of this year' },
    },
  })
  update(
    @SegmentInPath() ref: SegmentRef,
    @Body({ schema: SegmentChanges }) changes: SegmentChanges,
  ): Promise<SegmentView> {
    return this.rpc.request(UpdateSegment, { ...ref, changes });
  }

  @Audited({ action: 'segment.deleted' })
  @Route('DELETE', ':id', {
    id: 'deleteSegment',
    summary: 'Delete a segment',
    description:
      'Refused with `segment_in_use` while the filter of a campaign that has not ended names the segment.',
    access: ['contacts:write'],
    contract: DeleteSegment,
    response: null,
  })
  async delete(@SegmentInPath() ref: SegmentRef): Promise<void> {
    await this.rpc.request(DeleteSegment, ref);
  }

  @Route('POST', ':id/contacts', {
    id: 'changeSegmentContacts',
    summary: 'Add contacts to a static segment, or remove them',
    access: ['contacts:write'],
    contract: ChangeSegmentContacts,
    examples: { request: { add: [examples.IDS.contacts[0]], remove: [] }, response: examples.STATIC_SEGMENT },
  })
  contacts(
    @SegmentInPath() ref: SegmentRef,
    @Body({ schema: SegmentContacts }) members: SegmentContacts,
  ): Promise<SegmentView> {
    return this.rpc.request(ChangeSegmentContacts, { ...ref, ...members });
  }
}
