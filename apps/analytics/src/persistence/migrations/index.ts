import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { JobTables1795910400000 } from '#jobs';
import { CreateAnalytics1795824000000 } from './1795824000000-create-analytics.js';
import { CountQuarters1795918863217 } from './1795918863217-count-quarters.js';
import { IndexFactsByCampaign1795918863218 } from './1795918863218-index-facts-by-campaign.js';
import { Replies1795950320000 } from './1795950320000-replies.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateAnalytics1795824000000,
  JobTables1795910400000,
  CountQuarters1795918863217,
  IndexFactsByCampaign1795918863218,
  Replies1795950320000,
  DeletedWorkspaces1796010000000,
] as const;
