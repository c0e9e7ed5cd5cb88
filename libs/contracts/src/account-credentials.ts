import { z } from 'zod';
import { defineRequest } from './define.js';
import { IdOf, WorkspaceId } from './ids.js';
import { MailServerView } from './mail-servers.js';

/** A server with its login: a password, or an access token that is valid for a minute at least; or why there is no token. */
const ServerLogin = MailServerView.extend({
  require_tls: z.boolean(),
  password: z.string().nullable(),
  /** For XOAUTH2, in place of the password. */
  access_token: z.string().optional(),
  /** Why there is no access token, in the words of the token endpoint. */
  token_error: z.string().optional(),
});

/** An answer of more access tokens could be larger than a message of NATS (1 MB): one has up to 8,000 characters. */
export const MAX_CREDENTIALS = 100;

const CredentialsOf = z.object({
  sending_account_ids: z.array(IdOf('ea')).min(1).max(MAX_CREDENTIALS),
  /**
   * A server has refused the access tokens: fetch others. One that is younger than a minute stays, because then it is the
   * account that is refused.
   */
  renew: z.boolean().optional(),
});

/**
 * The SMTP credentials of sending accounts, with their passwords. Only the dispatcher requests them; it caches them in
 * memory for a short time. They are never in an event or a log line.
 */
export const GetSmtpCredentials = defineRequest({
  subject: 'rpc.deliverability.get-smtp-credentials.v1',
  askedBy: ['dispatcher'],
  request: CredentialsOf,
  response: z.object({
    results: z.array(
      z.object({
        sending_account_id: IdOf('ea'),
        version: z.number().int(),
        email: z.string(),
        display_name: z.string(),
        smtp: ServerLogin,
        /** Whether its mailbox is read: mails to its own address arrive. */
        reads_replies: z.boolean().optional(),
      }),
    ),
    /** Accounts whose stored password no key decrypts; absent where there are none. */
    unreadable: z.array(IdOf('ea')).optional(),
  }),
  timeoutMs: 15_000,
});
export type SmtpCredentials = z.infer<typeof GetSmtpCredentials.response>['results'][number];

/** The IMAP logins of sending accounts that have one. Only `inbound` requests them, as `GetSmtpCredentials`. */
export const GetImapCredentials = defineRequest({
  subject: 'rpc.deliverability.get-imap-credentials.v1',
  askedBy: ['inbound'],
  request: CredentialsOf,
  response: z.object({
    results: z.array(
      z.object({
        sending_account_id: IdOf('ea'),
        workspace_id: WorkspaceId,
        version: z.number().int(),
        email: z.string(),
        imap: ServerLogin,
      }),
    ),
    /** Accounts whose stored password no key decrypts. */
    unreadable: z.array(IdOf('ea')),
  }),
  timeoutMs: 15_000,
});
export type ImapCredentials = z.infer<typeof GetImapCredentials.response>['results'][number];
