import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CreateSequence, GetSequence, SequenceInput, type SequenceId, type SequenceView } from '#contracts';
import { RpcClient } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';

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
  get(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', new PathId('seq', 'sequence')) id: SequenceId,
  ): Promise<SequenceView> {
    return this.rpc.request(GetSequence, { workspace_id: workspaceId, sequence_id: id });
  }
}
