import { z } from 'zod';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';
import { pageOf, PageQuery } from './paging.js';
import { OPERATOR } from './services.js';
import { WorkspaceCreated, WorkspaceInput } from './workspaces.js';

/** A workspace as the operator sees it. A deleted one has nothing but its id and the time. */
export const WorkspaceSummary = z.object({
  id: IdOf('ws'),
  name: z.string().nullable(),
  state: z.enum(['active', 'being_deleted', 'deleted']),
  created_at: Instant.nullable(),
  deleted_at: Instant.nullable(),
});
export type WorkspaceSummary = z.infer<typeof WorkspaceSummary>;

/** All workspaces, newest first, deleted ones too. */
export const ListWorkspaces = defineRequest({
  subject: 'rpc.gateway.list-workspaces.v1',
  askedBy: [OPERATOR],
  request: PageQuery,
  response: pageOf(WorkspaceSummary),
});

/** As `POST /admin/workspaces/`. */
export const OpenWorkspace = defineRequest({
  subject: 'rpc.gateway.open-workspace.v1',
  askedBy: [OPERATOR],
  request: WorkspaceInput,
  response: WorkspaceCreated,
});
