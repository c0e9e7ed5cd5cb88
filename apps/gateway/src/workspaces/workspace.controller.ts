import { Body, Controller } from '@nestjs/common';
import { WorkspaceChanges } from '#contracts';
import { FromAuthor, type Author } from '../audit-log/author.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Route } from '../http/route.js';
import { TrackingDomainsSchedule } from './tracking-domains.schedule.js';
import { WORKSPACE, Workspace } from './workspace.view.js';
import { Workspaces } from './workspaces.js';

/** The caller's own workspace. */
@Controller('api/v1/workspace')
export class WorkspaceController {
  constructor(
    private readonly workspaces: Workspaces,
    private readonly checks: TrackingDomainsSchedule,
  ) {}

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
    description:
      'A new `tracking_domain` is `pending` and is checked at once: get the workspace again to see whether it is `active`. The same domain again asks for another check.',
    access: ['workspace:write'],
    response: Workspace,
    examples: {
      request: { postal_address: WORKSPACE.postal_address, tracking_domain: WORKSPACE.tracking_domain },
      response: { ...WORKSPACE, tracking_domain_status: 'pending', tracking_domain_checked_at: null },
    },
  })
  async update(
    @FromCaller() { workspaceId }: Caller,
    @FromAuthor() author: Author,
    @Body({ schema: WorkspaceChanges }) changes: WorkspaceChanges,
  ): Promise<Workspace> {
    const workspace = await this.workspaces.update(workspaceId, changes, author);
    if (typeof changes.tracking_domain === 'string') this.checks.wake();
    return workspace;
  }
}
