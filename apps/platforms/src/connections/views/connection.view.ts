import type { PlatformConnectionView } from '#contracts';
import { clientOf } from '../../clients/index.js';
import type { ListedConnection } from '../domain/connection.js';

/** `hookUrl` is null for a caller who may not see it. */
export const connectionView = (
  connection: ListedConnection,
  hookUrl: string | null,
): PlatformConnectionView => ({
  id: connection.id,
  workspace_id: connection.workspace_id,
  client_id: connection.client_id,
  platform: connection.platform,
  status: connection.status,
  reason:
    connection.reason_code === null
      ? null
      : { code: connection.reason_code, message: connection.reason ?? '' },
  checked_at: connection.checked_at.toISOString(),
  accounts: connection.accounts,
  accounts_synced_at: connection.accounts_synced_at?.toISOString() ?? null,
  hook: {
    url: hookUrl,
    registered: connection.hook_id !== null,
    events: [...clientOf(connection.platform).hookEvents],
  },
  created_at: connection.created_at.toISOString(),
  updated_at: connection.updated_at.toISOString(),
});
