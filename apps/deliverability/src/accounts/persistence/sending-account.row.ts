import { idOf, uuidOf } from '#kernel';
import type { OAuthLogin } from '../domain/oauth.js';
import type { MailServer, SendingAccount } from '../domain/sending-account.js';

type SmtpColumns = { readonly [Part in keyof MailServer as `smtp_${Part}`]: MailServer[Part] | null };
type ImapColumns = { readonly [Part in keyof MailServer as `imap_${Part}`]: MailServer[Part] | null };
type OAuthColumns = { readonly [Part in keyof OAuthLogin as `oauth_${Part}`]: OAuthLogin[Part] | null };

/** An account as it is stored: uuids, and a column for each part of a server. */
export type SendingAccountRow = Omit<SendingAccount, 'id' | 'workspace_id' | 'smtp' | 'imap' | 'oauth'> &
  SmtpColumns &
  ImapColumns &
  OAuthColumns & { readonly id: string; readonly workspace_id: string };

export function accountOf(row: SendingAccountRow): SendingAccount {
  const {
    smtp_host,
    smtp_port,
    smtp_secure,
    smtp_require_tls,
    smtp_user,
    smtp_encrypted_password,
    ...withImap
  } = row;
  const { imap_host, imap_port, imap_secure, imap_require_tls, imap_user, imap_encrypted_password, ...rest } =
    withImap;
  const { own, oauth } = oauthOf(rest);
  const hasSmtp = smtp_host !== null && smtp_port !== null && smtp_secure !== null;
  const hasImap = imap_host !== null && imap_port !== null && imap_secure !== null;
  return {
    ...own,
    id: idOf('ea', row.id),
    workspace_id: idOf('ws', row.workspace_id),
    smtp: hasSmtp
      ? {
          host: smtp_host,
          port: smtp_port,
          secure: smtp_secure,
          require_tls: smtp_require_tls,
          user: smtp_user,
          encrypted_password: smtp_encrypted_password,
        }
      : null,
    imap: hasImap
      ? {
          host: imap_host,
          port: imap_port,
          secure: imap_secure,
          require_tls: imap_require_tls,
          user: imap_user,
          encrypted_password: imap_encrypted_password,
        }
      : null,
    oauth,
  };
}

function oauthOf<Row extends OAuthColumns>(row: Row) {
  const {
    oauth_client_id: client_id,
    oauth_encrypted_client_secret: encrypted_client_secret,
    oauth_encrypted_refresh_token: encrypted_refresh_token,
    oauth_token_url: token_url,
    oauth_scope: scope,
    ...own
  } = row;
  if (client_id === null || encrypted_refresh_token === null || token_url === null)
    return { own, oauth: null };
  return {
    own,
    oauth: { client_id, encrypted_client_secret, encrypted_refresh_token, token_url, scope },
  };
}

const NO_SERVER = {
  host: null,
  port: null,
  secure: null,
  require_tls: null,
  user: null,
  encrypted_password: null,
};

const NO_OAUTH = {
  client_id: null,
  encrypted_client_secret: null,
  encrypted_refresh_token: null,
  token_url: null,
  scope: null,
};

export function rowOf({ smtp, imap, oauth, ...own }: SendingAccount): SendingAccountRow {
  const sends = smtp ?? NO_SERVER;
  const replies = imap ?? NO_SERVER;
  const tokens = oauth ?? NO_OAUTH;
  return {
    ...own,
    id: uuidOf(own.id),
    workspace_id: uuidOf(own.workspace_id),
    smtp_host: sends.host,
    smtp_port: sends.port,
    smtp_secure: sends.secure,
    smtp_require_tls: sends.require_tls,
    smtp_user: sends.user,
    smtp_encrypted_password: sends.encrypted_password,
    imap_host: replies.host,
    imap_port: replies.port,
    imap_secure: replies.secure,
    imap_require_tls: replies.require_tls,
    imap_user: replies.user,
    imap_encrypted_password: replies.encrypted_password,
    oauth_client_id: tokens.client_id,
    oauth_encrypted_client_secret: tokens.encrypted_client_secret,
    oauth_encrypted_refresh_token: tokens.encrypted_refresh_token,
    oauth_token_url: tokens.token_url,
    oauth_scope: tokens.scope,
  };
}
