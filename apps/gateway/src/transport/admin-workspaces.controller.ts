import { Body, Controller, Post } from '@nestjs/common';
import { WorkspaceInput, type WorkspaceCreated } from '#contracts';
import { OnlyOperator } from '../auth/route-access.js';
import { CreateWorkspace } from '../use-cases/create-workspace.js';

@Controller('api/v1/admin/workspaces')
export class AdminWorkspacesController {
  constructor(private readonly createWorkspace: CreateWorkspace) {}

  @Post()
  @OnlyOperator()
  create(@Body({ schema: WorkspaceInput }) input: WorkspaceInput): Promise<WorkspaceCreated> {
    return this.createWorkspace.execute(input);
  }
}
