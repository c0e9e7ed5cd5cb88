import { Body, Controller, Get, Patch } from '@nestjs/common';
import { filledText, TimeZone } from '#contracts';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { Workspaces, type WorkspaceView } from '../persistence/workspaces.js';

const WorkspaceChanges = z.strictObject({ name: filledText(200), time_zone: TimeZone }).partial();
type WorkspaceChanges = z.infer<typeof WorkspaceChanges>;

/** The caller's own. */
@Controller('api/v1/workspace')
export class WorkspaceController {
  constructor(private readonly workspaces: Workspaces) {}

  @Get()
  @NeedsScope('workspace:read')
  get(@FromCaller() { workspaceId }: Caller): Promise<WorkspaceView> {
    return this.workspaces.get(workspaceId);
  }

  @Patch()
  @NeedsScope('workspace:write')
  update(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: WorkspaceChanges }) changes: WorkspaceChanges,
  ): Promise<WorkspaceView> {
    return this.workspaces.update(workspaceId, changes);
  }
}
