import { Controller } from '@nestjs/common';
import { ListWorkspaces, OpenWorkspace, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { operatorOrigin } from '../audit-log/operator.js';
import { CreateWorkspace } from './create-workspace.js';
import { WorkspaceList } from './workspace-list.js';

/** The requests of the operator's tool about workspaces. */
@Controller()
export class OperatorWorkspacesController {
  constructor(
    private readonly list: WorkspaceList,
    private readonly createWorkspace: CreateWorkspace,
  ) {}

  @HandlesRequest(ListWorkspaces)
  workspaces(query: RequestOf<typeof ListWorkspaces>) {
    return this.list.page(query);
  }

  @HandlesRequest(OpenWorkspace)
  create(input: RequestOf<typeof OpenWorkspace>) {
    return this.createWorkspace.execute(input, operatorOrigin());
  }
}
