import type { SendingAccountView } from '#contracts';
import { daysWarming, warmupStage } from '../../health/domain/warmup-stage.js';
import type { OAuthLogin } from '../domain/oauth.js';
import { requiresTls, type MailServer, type SendingAccount } from '../domain/sending-account.js';

/** The warmup stage is that of `now`: it rises by itself as days pass. */
export const sendingAccountView = (account: SendingAccount, now: Date): SendingAccountView => ({
  id: account.id,
  workspace_id: account.workspace_id,
  email: account.email,
  display_name: account.display_name,
  provider: account.provider,
  status: account.status,
  status_reason: account.status_reason,
  ...(account.smtp !== null && { smtp: serverView(account.smtp, account.oauth !== null) }),
  ...(account.imap !== null && { imap: serverView(account.imap, account.oauth !== null) }),
  ...(account.oauth !== null && { oauth: oauthView(account.oauth) }),
  daily_send_limit: account.daily_send_limit,
  time_zone: account.time_zone,
  warmup: {
    stage: warmupStage(
      {
        startedAt: account.warmup_started_at,
        sends: account.cumulative_sends,
        reputation: account.reputation,
      },
      now,
    ),
    started_at: account.warmup_started_at?.toISOString() ?? null,
    days_warming: daysWarming(account.warmup_started_at, now),
    cumulative_sends: account.cumulative_sends,
    daily_limit: account.ramp_limit,
  },
  health: { score: account.health_score },
  authentication: { spf: account.spf, dkim: account.dkim, dmarc: account.dmarc },
  ...(account.dkim_selectors !== null &&
    account.dkim_selectors.length > 0 && { dkim_selectors: [...account.dkim_selectors] }),
  ...restView(account, now),
  created_at: account.created_at.toISOString(),
  updated_at: account.updated_at.toISOString(),
});

const restView = ({ rests_until, rest_reason }: SendingAccount, now: Date) =>
  rests_until !== null && rests_until > now
    ? { resting: { until: rests_until.toISOString(), reason: rest_reason ?? '' } }
    : {};

const oauthView = ({ client_id, token_url }: OAuthLogin) => ({ client_id, token_url });

const serverView = (server: MailServer, hasToken: boolean) => ({
  host: server.host,
  port: server.port,
  secure: server.secure,
  require_tls: requiresTls(server, hasToken),
  user: server.user,
});
