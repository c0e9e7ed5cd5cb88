import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ChangeSegmentContacts,
  CreateSegment,
  DeleteSegment,
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
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';

const segmentId = new PathId('seg', 'segment');

@Controller('api/v1/segments')
export class SegmentsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @NeedsScope('contacts:write')
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: SegmentInput }) segment: SegmentInput,
  ): Promise<SegmentView> {
    return this.rpc.request(CreateSegment, { workspace_id: workspaceId, ...segment });
  }

  @Get(':id')
  @NeedsScope('contacts:read')
  get(@FromCaller() { workspaceId }: Caller, @Param('id', segmentId) id: SegmentId): Promise<SegmentView> {
    return this.rpc.request(GetSegment, { workspace_id: workspaceId, segment_id: id });
  }

  @Get()
  @NeedsScope('contacts:read')
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<Page<SegmentView>> {
    return this.rpc.request(ListSegments, { workspace_id: workspaceId, ...query });
  }

  @Patch(':id')
  @NeedsScope('contacts:write')
  update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', segmentId) id: SegmentId,
    @Body({ schema: SegmentChanges }) changes: SegmentChanges,
  ): Promise<SegmentView> {
    return this.rpc.request(UpdateSegment, { workspace_id: workspaceId, segment_id: id, changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsScope('contacts:write')
  async delete(@FromCaller() { workspaceId }: Caller, @Param('id', segmentId) id: SegmentId): Promise<void> {
    await this.rpc.request(DeleteSegment, { workspace_id: workspaceId, segment_id: id });
  }

  @Post(':id/contacts')
  @HttpCode(200)
  @NeedsScope('contacts:write')
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
