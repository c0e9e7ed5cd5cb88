import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { JobTables1795910400000 } from '#jobs';
import { CreateWebhooks1795953600000 } from './1795953600000-create-webhooks.js';
import { OutCursor1796000060000 } from './1796000060000-out-cursor.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  JobTables1795910400000,
  CreateWebhooks1795953600000,
  OutCursor1796000060000,
  DeletedWorkspaces1796010000000,
];
