import type { SendingAccountView } from '#contracts';
import { idOf } from '#kernel';
import { daysWarming, warmupStage } from '../domain/warmup-stage.js';
import type { SendingAccountRow } from '../persistence/sending-account.row.js';

/** An account as others may see it at `now`: its stage grows by itself. */
export const accountView = (row: SendingAccountRow, now: Date): SendingAccountView => ({
  id: idOf('ea', row.id),
  workspace_id: idOf('ws', row.workspace_id),
  email: row.email,
  display_name: row.display_name,
  provider: row.provider,
  status: row.status,
  status_reason: row.status_reason,
  smtp: { host: row.smtp_host, port: row.smtp_port, secure: row.smtp_secure, user: row.smtp_user },
  ...imapView(row),
  daily_send_limit: row.daily_send_limit,
  time_zone: row.time_zone,
  warmup: {
    stage: warmupStage(
      { startedAt: row.warmup_started_at, sends: row.cumulative_sends, reputation: row.reputation },
      now,
    ),
    started_at: row.warmup_started_at?.toISOString() ?? null,
    days_warming: daysWarming(row.warmup_started_at, now),
    cumulative_sends: row.cumulative_sends,
  },
  health: { score: row.health_score },
  authentication: { spf: row.spf, dkim: row.dkim, dmarc: row.dmarc },
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

function imapView(row: SendingAccountRow): Pick<SendingAccountView, 'imap'> {
  const { imap_host: host, imap_port: port, imap_secure: secure, imap_user: user } = row;
  if (host === null || port === null || secure === null) return {};
  return { imap: { host, port, secure, user } };
}
