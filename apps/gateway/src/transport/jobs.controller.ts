import { Controller, Get, Param } from '@nestjs/common';
import { GetEnrollmentJob, type JobView } from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';

/** Work that goes on in the background. */
@Controller('api/v1/jobs')
export class JobsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get(':id')
  @NeedsScope('campaigns:read')
  get(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', new PathId('job', 'job')) id: Id<'job'>,
  ): Promise<JobView> {
    return this.rpc.request(GetEnrollmentJob, { workspace_id: workspaceId, job_id: id });
  }
}
