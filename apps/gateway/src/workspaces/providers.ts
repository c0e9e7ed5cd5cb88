import { AdminWorkspacesController } from './admin-workspaces.controller.js';
import { ClientsController } from './clients.controller.js';
import { Clients } from './clients.js';
import { CreateWorkspace } from './create-workspace.js';
import { WorkspaceController } from './workspace.controller.js';
import { Workspaces } from './workspaces.js';

export const controllers = [AdminWorkspacesController, ClientsController, WorkspaceController];
export const providers = [Clients, CreateWorkspace, Workspaces];
