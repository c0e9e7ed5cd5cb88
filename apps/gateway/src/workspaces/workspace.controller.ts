import { Body, Controller } from '@nestjs/common';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Route } from '../http/route.js';
import { WORKSPACE, Workspace, WorkspaceChanges } from './workspace.view.js';
import { Workspaces } from './workspaces.js';

/** The caller's own workspace. */
@Controller('api/v1/workspace')
export class WorkspaceController {
  constructor(private readonly workspaces: Workspaces) {}

  @Route('GET', '', {
    id: 'getWorkspace',
    summary: 'Get the workspace',
    access: ['workspace:read'],
    response: Workspace,
    examples: { response: WORKSPACE },
  })
  get(@FromCaller() { workspaceId }: Caller): Promise<Workspace> {
    return this.workspaces.get(workspaceId);
  }

  @Route('PATCH', '', {
    id: 'updateWorkspace',
    summary: 'Change the workspace',
    access: ['workspace:write'],
    response: Workspace,
    examples: {
      request: { name: 'Acme Outreach', time_zone: 'Europe/Berlin' },
      response: { ...WORKSPACE, name: 'Acme Outreach' },
    },
  })
  update(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: WorkspaceChanges }) changes: WorkspaceChanges,
  ): Promise<Workspace> {
    return this.workspaces.update(workspaceId, changes);
  }
}
