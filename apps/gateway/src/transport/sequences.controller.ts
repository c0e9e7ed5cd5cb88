import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  CreateSequence,
  DeleteSequence,
  GetSequence,
  ListSequences,
  PreviewInput,
  PreviewSequence,
  SequenceChanges,
  SequenceInput,
  UpdateSequence,
  type Page,
  type SequenceId,
  type SequencePreview,
  type SequenceSummary,
  type SequenceView,
} from '#contracts';
import type { JsonText } from '#kernel';
import { RpcClient } from '#messaging';
import { requireScope } from '../auth/access.guard.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';

const sequenceId = new PathId('seq', 'sequence');

@Controller('api/v1/sequences')
export class SequencesController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @NeedsScope('sequences:write')
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: SequenceInput }) sequence: SequenceInput,
  ): Promise<SequenceView> {
    return this.rpc.request(CreateSequence, { workspace_id: workspaceId, sequence });
  }

  @Get(':id')
  @NeedsScope('sequences:read')
  get(@FromCaller() { workspaceId }: Caller, @Param('id', sequenceId) id: SequenceId): Promise<SequenceView> {
    return this.rpc.request(GetSequence, { workspace_id: workspaceId, sequence_id: id });
  }

  @Get()
  @NeedsScope('sequences:read')
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<JsonText<Page<SequenceSummary>>> {
    return this.rpc.relay(ListSequences, { workspace_id: workspaceId, ...query });
  }

  /** Shows what is known of a contact, so that whoever may not read contacts may not see it either. */
  @Post(':id/preview')
  @HttpCode(200)
  @NeedsScope('sequences:read')
  preview(
    @FromCaller() caller: Caller,
    @Param('id', sequenceId) id: SequenceId,
    @Body({ schema: PreviewInput }) preview: PreviewInput,
  ): Promise<SequencePreview> {
    requireScope(caller, 'contacts:read');
    return this.rpc.request(PreviewSequence, { workspace_id: caller.workspaceId, sequence_id: id, preview });
  }

  @Patch(':id')
  @NeedsScope('sequences:write')
  update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', sequenceId) id: SequenceId,
    @Body({ schema: SequenceChanges }) changes: SequenceChanges,
  ): Promise<SequenceView> {
    return this.rpc.request(UpdateSequence, { workspace_id: workspaceId, sequence_id: id, changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsScope('sequences:write')
  async delete(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', sequenceId) id: SequenceId,
  ): Promise<void> {
    await this.rpc.request(DeleteSequence, { workspace_id: workspaceId, sequence_id: id });
  }
}
