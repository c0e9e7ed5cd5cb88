import { AccountChanged } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { SendingAccount } from '../domain/sending-account.js';

/** Without any secret: events are kept for months and read by every service. */
export const accountChangedEvents = (accounts: readonly SendingAccount[]): EventMessage[] =>
  toMessages(
    AccountChanged,
    accounts.map((account) =>
      makeEvent(AccountChanged, {
        service: 'deliverability',
        workspaceId: account.workspace_id,
        time: account.updated_at,
        data: {
          version: account.version,
          sending_account_id: account.id,
          email: account.email,
          status: account.status,
          ...(account.deleted_at !== null && { deleted: true }),
          daily_send_limit: account.daily_send_limit,
          ramp_limit: account.ramp_limit,
          time_zone: account.time_zone,
          health_score: account.health_score,
          reads_replies: account.imap !== null,
          ...(account.warms_up === true && { warms_up: true }),
        },
      }),
    ),
  );
