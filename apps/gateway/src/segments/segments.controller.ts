import { Body, Controller, Param, Query } from '@nestjs/common';
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
  type SegmentId,
  type SegmentView,
} from '#contracts';
import { RpcClient } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

const segmentId = new PathId('seg', 'segment');

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
  get(@FromCaller() { workspaceId }: Caller, @Param('id', segmentId) id: SegmentId): Promise<SegmentView> {
    return this.rpc.request(GetSegment, { workspace_id: workspaceId, segment_id: id });
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
    @FromCaller() { workspaceId }: Caller,
    @Param('id', segmentId) id: SegmentId,
    @Body({ schema: SegmentChanges }) changes: SegmentChanges,
  ): Promise<SegmentView> {
    return this.rpc.request(UpdateSegment, { workspace_id: workspaceId, segment_id: id, changes });
  }

  @Route('DELETE', ':id', {
    id: 'deleteSegment',
    summary: 'Delete a segment',
    description:
      'Refused with `segment_in_use` while the filter of a campaign that has not ended names the segment.',
    access: ['contacts:write'],
    contract: DeleteSegment,
    response: null,
  })
  async delete(@FromCaller() { workspaceId }: Caller, @Param('id', segmentId) id: SegmentId): Promise<void> {
    await this.rpc.request(DeleteSegment, { workspace_id: workspaceId, segment_id: id });
  }

  @Route('POST', ':id/contacts', {
    id: 'changeSegmentContacts',
    summary: 'Add contacts to a static segment, or remove them',
    access: ['contacts:write'],
    contract: ChangeSegmentContacts,
    examples: { request: { add: [examples.IDS.contacts[0]], remove: [] }, response: examples.STATIC_SEGMENT },
  })
  contacts(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', segmentId) id: SegmentId,
    @Body({ schema: SegmentContacts }) members: SegmentContacts,
  ): Promise<SegmentView> {
    return this.rpc.request(ChangeSegmentContacts, {
      workspace_id: workspaceId,
      segment_id: id,
      ...members,
    });
  }
}
