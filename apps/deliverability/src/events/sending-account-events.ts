import { AccountChanged } from '#contracts';
import { idOf } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { SendingAccountRow } from '../persistence/sending-account.row.js';

/** The messages that tell accounts as they are now, without any secret. */
export const accountMessages = (rows: readonly SendingAccountRow[]): EventMessage[] =>
  toMessages(
    AccountChanged,
    rows.map((row) =>
      makeEvent(AccountChanged, {
        service: 'deliverability',
        workspaceId: idOf('ws', row.workspace_id),
        time: row.updated_at,
        data: {
          version: row.version,
          sending_account_id: idOf('ea', row.id),
          email: row.email,
          status: row.status,
          daily_send_limit: row.daily_send_limit,
          time_zone: row.time_zone,
          health_score: row.health_score,
        },
      }),
    ),
  );
