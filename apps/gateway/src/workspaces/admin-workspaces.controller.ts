import { Body, Controller } from '@nestjs/common';
import { examples, WorkspaceCreated, WorkspaceInput } from '#contracts';
import { FromOrigin, type Origin } from '../audit-log/author.js';
import { Route } from '../http/route.js';
import { CreateWorkspace } from './create-workspace.js';

@Controller('api/v1/admin/workspaces')
export class AdminWorkspacesController {
  constructor(private readonly createWorkspace: CreateWorkspace) {}

  @Route('POST', '', {
    id: 'createWorkspace',
    summary: 'Create a workspace',
    description:
      'For operators, with the token that the gateway was started with. The response shows the API key this once; only its hash is stored.',
    access: 'operator',
    showsSecret: true,
    status: 201,
    response: WorkspaceCreated,
    refusals: ['not_found'],
    examples: { request: examples.WORKSPACE_INPUT, response: examples.WORKSPACE_CREATED },
  })
  create(
    @FromOrigin() origin: Origin,
    @Body({ schema: WorkspaceInput }) input: WorkspaceInput,
  ): Promise<WorkspaceCreated> {
    return this.createWorkspace.execute(input, origin);
  }
}
