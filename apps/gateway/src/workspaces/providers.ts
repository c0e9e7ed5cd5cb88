import { AdminWorkspacesController } from './admin-workspaces.controller.js';
import { ClientsController } from './clients.controller.js';
import { Clients } from './clients.js';
import { CreateWorkspace } from './create-workspace.js';
import { OperatorWorkspacesController } from './operator-workspaces.controller.js';
import { TrackingDomains } from './tracking-domains.js';
import { TrackingDomainsSchedule } from './tracking-domains.schedule.js';
import { TrackingHostsSchedule } from './tracking-hosts.schedule.js';
import { WorkspaceList } from './workspace-list.js';
import { WorkspaceController } from './workspace.controller.js';
import { Workspaces } from './workspaces.js';

export const controllers = [
  AdminWorkspacesController,
  ClientsController,
  OperatorWorkspacesController,
  WorkspaceController,
];
export const providers = [
  Clients,
  CreateWorkspace,
  TrackingDomains,
  TrackingDomainsSchedule,
  TrackingHostsSchedule,
  WorkspaceList,
  Workspaces,
];
