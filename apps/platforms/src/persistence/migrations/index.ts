import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { CreateConnections1796200000000 } from './1796200000000-create-connections.js';
import { CreateLinks1796200100000 } from './1796200100000-create-links.js';
import { CreateLeads1796200200000 } from './1796200200000-create-leads.js';
import { CreateHooks1796200300000 } from './1796200300000-create-hooks.js';
import { IndexLeadsByTheirId1796200310000 } from './1796200310000-index-leads-by-their-id.js';
import { LostTime1796200320000 } from './1796200320000-lost-time.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  DeletedWorkspaces1796010000000,
  CreateConnections1796200000000,
  CreateLinks1796200100000,
  CreateLeads1796200200000,
  CreateHooks1796200300000,
  IndexLeadsByTheirId1796200310000,
  LostTime1796200320000,
];
