import { z } from 'zod';
import { defineEvent, defineRequest } from './define.js';
import { EmailAddress } from './email-address.js';
import { changesOf, Instant, lineText, nonEmptyText, TimeZone } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

const SECURE = {
  description:
    'True: TLS from the first byte. False: plain at first, upgraded by STARTTLS; see `require_tls`.',
};
const REQUIRE_TLS = {
  description:
    'True: nothing is sent without TLS. False: without STARTTLS, all is sent in plain text, the password too. By default true where there is a password. A certificate is always verified.',
};
const PASSWORD = { description: 'Stored encrypted, never shown again.', writeOnly: true };

/** A line break or a null byte in the words of an SMTP dialogue could end one command and begin another. Spaces stay: a password may have them. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const line = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !CONTROL.test(value), { error: 'must not contain control characters' });

const HOST = { description: 'A name or an address, in no brackets and without a port.' };
const Host = line(253)
  .refine((host) => /^(?:[\p{L}\p{N}._-]+|[\da-f:.]*:[\da-f:.]*:[\da-f:.]*)$/iu.test(host), {
    error: 'must be a host name or an address',
  })
  .meta(HOST);

export const MailServer = z.strictObject({
  host: Host,
  port: z.number().int().min(1).max(65_535),
  secure: z.boolean().default(false).meta(SECURE),
  require_tls: z.boolean().optional().meta(REQUIRE_TLS),
  user: line(254).optional(),
  password: line(1_000).optional().meta(PASSWORD),
});

/** The server at which the replies of a sending account are read. */
export const Imap = z.strictObject({ ...MailServer.shape, secure: z.boolean().default(true).meta(SECURE) });

/**
 * Null takes the user or the password away. Another host, port, user or TLS setting needs the password again, or null for
 * none.
 */
export const MailServerChanges = z
  .strictObject({
    ...MailServer.shape,
    secure: z.boolean().meta(SECURE),
    user: line(254).nullable(),
    password: line(1_000).nullable().meta(PASSWORD),
  })
  .partial();

export const AccountProvider = z.enum(['smtp', 'gmail', 'microsoft365']);
export type AccountProvider = z.infer<typeof AccountProvider>;
export const WarmupHistory = z.strictObject({
  started_at: Instant,
  cumulative_sends: z.number().int().min(0).max(1_000_000_000).meta({ description: 'Messages since then.' }),
});

export const AuthResult = z.enum(['pass', 'fail', 'unknown']);
export const AuthenticationInput = z.strictObject({
  spf: AuthResult.default('unknown'),
  dkim: AuthResult.default('unknown'),
  dmarc: AuthResult.default('unknown'),
});

const ACCOUNT_FIELD = {
  daily_send_limit: { description: 'Messages a day at most. The day is that of `time_zone`.' },
  time_zone: { description: 'IANA, such as `Europe/Berlin`; by default the workspace’s.' },
  reputation: { description: 'From 0 to 100.' },
} as const;

/** A new sending account; `warmup`, `reputation` and `authentication` bring its history, so that a warmed fleet can move in. */
export const SendingAccountInput = z.strictObject({
  email: EmailAddress,
  display_name: lineText(200).default(''),
  provider: AccountProvider.default('smtp'),
  smtp: MailServer,
  imap: Imap.optional(),
  daily_send_limit: z.number().int().min(0).max(100_000).default(40).meta(ACCOUNT_FIELD.daily_send_limit),
  time_zone: TimeZone.optional().meta(ACCOUNT_FIELD.time_zone),
  warmup: WarmupHistory.optional(),
  reputation: z.number().min(0).max(100).optional().meta(ACCOUNT_FIELD.reputation),
  authentication: AuthenticationInput.default({ spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' }),
});
export type SendingAccountInput = z.infer<typeof SendingAccountInput>;

/** A change of at least one field. The address stays, because sent messages refer to it. */
export const SendingAccountChanges = changesOf(
  z.strictObject({
    display_name: lineText(200),
    provider: AccountProvider,
    daily_send_limit: z.number().int().min(0).max(100_000).meta(ACCOUNT_FIELD.daily_send_limit),
    time_zone: TimeZone.meta(ACCOUNT_FIELD.time_zone),
    smtp: MailServerChanges,
    imap: MailServerChanges.nullable().meta({
      description: 'Null takes it away. The first one needs a host and a port.',
    }),
    warmup: WarmupHistory.partial(),
    reputation: z.number().min(0).max(100).meta(ACCOUNT_FIELD.reputation),
    authentication: z.strictObject({ spf: AuthResult, dkim: AuthResult, dmarc: AuthResult }).partial(),
  }),
);
export type SendingAccountChanges = z.infer<typeof SendingAccountChanges>;

export const AccountStatus = z.enum(['active', 'paused', 'disconnected', 'error']);
export type AccountStatus = z.infer<typeof AccountStatus>;

export const MailServerView = z.object({
  host: z.string(),
  port: z.number().int(),
  secure: z.boolean().meta(SECURE),
  require_tls: z.boolean().optional().meta(REQUIRE_TLS),
  user: z.string().nullable(),
});

export const WarmupView = z.object({
  stage: z.number().int().min(0).max(5).meta({ description: 'As of now: it grows with the days.' }),
  started_at: Instant.nullable(),
  days_warming: z.number().int(),
  cumulative_sends: z.number().int().meta({ description: 'Messages since it was started.' }),
});

export const AuthenticationView = z.object({ spf: AuthResult, dkim: AuthResult, dmarc: AuthResult });

export const SendingAccountView = z.object({
  id: IdOf('ea'),
  workspace_id: WorkspaceId,
  email: z.string(),
  display_name: z.string(),
  provider: AccountProvider,
  status: AccountStatus,
  status_reason: z.string().nullable().meta({ description: 'Why it is not active, where that is known.' }),
  smtp: MailServerView,
  imap: MailServerView.optional().meta({ description: 'Absent when there is none.' }),
  daily_send_limit: z.number().int().meta(ACCOUNT_FIELD.daily_send_limit),
  time_zone: z.string().meta({ description: 'IANA.' }),
  warmup: WarmupView,
  health: z.object({ score: z.number().int().min(0).max(100).meta({ description: 'From 0 to 100.' }) }),
  authentication: AuthenticationView,
  resting: z
    .object({
      until: Instant,
      reason: z.string().meta({ description: 'The answer of its mail server.' }),
    })
    .optional()
    .meta({
      description: 'Present while it sends nothing, because it has sent what its mail server allows.',
    }),
  created_at: Instant,
  updated_at: Instant,
});
export type SendingAccountView = z.infer<typeof SendingAccountView>;

export const CreateSendingAccount = defineRequest({
  subject: 'rpc.deliverability.create-sending-account.v1',
  request: z.object({
    workspace_id: WorkspaceId,
    workspace_time_zone: TimeZone,
    account: SendingAccountInput,
  }),
  response: SendingAccountView,
  refusals: ['duplicate_account'],
});

export const ListSendingAccounts = defineRequest({
  subject: 'rpc.deliverability.list-sending-accounts.v1',
  request: PageQuery.extend({
    workspace_id: WorkspaceId,
    status: z.array(AccountStatus).optional(),
    provider: z.array(AccountProvider).optional(),
    /** Part of the address or of the name, whatever its case. */
    search: nonEmptyText(254).optional(),
  }),
  response: pageOf(SendingAccountView),
});

export const SendingAccountRef = z.object({ workspace_id: WorkspaceId, sending_account_id: IdOf('ea') });
export type SendingAccountRef = z.infer<typeof SendingAccountRef>;

export const UpdateSendingAccount = defineRequest({
  subject: 'rpc.deliverability.update-sending-account.v1',
  request: SendingAccountRef.extend({ changes: SendingAccountChanges }),
  response: SendingAccountView,
  refusals: ['not_found'],
});

/** The account sends nothing more and is not found any more. Its passwords are deleted; its sends and figures stay. */
export const DeleteSendingAccount = defineRequest({
  subject: 'rpc.deliverability.delete-sending-account.v1',
  request: SendingAccountRef,
  response: z.object({}),
  refusals: ['not_found'],
});

export const PauseSendingAccount = defineRequest({
  subject: 'rpc.deliverability.pause-sending-account.v1',
  request: SendingAccountRef,
  response: SendingAccountView,
  refusals: ['not_found', 'invalid_transition'],
});

export const ActivateSendingAccount = defineRequest({
  subject: 'rpc.deliverability.activate-sending-account.v1',
  request: SendingAccountRef,
  response: SendingAccountView,
  refusals: ['not_found', 'invalid_transition'],
});

/**
 * How a session with the account's server ended. A server's reply has the code of a failed send, and everything without a
 * reply is `connection_failed`.
 */
export const ConnectionTest = z.object({
  ok: z.boolean(),
  code: z.string().optional().meta({ description: 'For machines; absent when it went well.' }),
  message: z
    .string()
    .optional()
    .meta({ description: 'The SMTP reply of the server, or why there was none.' }),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;

/**
 * Opens a session and logs in, as a delivery would, and sends nothing. Resolves within 10 seconds, even when the server
 * does not answer. The requester checks that the account belongs to the workspace.
 */
export const TestSendingAccount = defineRequest({
  subject: 'rpc.dispatcher.test-sending-account.v1',
  request: z.object({ sending_account_id: IdOf('ea') }),
  response: ConnectionTest,
  refusals: ['not_found'],
  timeoutMs: 15_000,
});

/** Those of the named accounts that exist in the workspace; the caller compares. */
export const GetSendingAccounts = defineRequest({
  subject: 'rpc.deliverability.get-sending-accounts.v1',
  askedBy: ['gateway', 'campaigns'],
  request: z.object({
    workspace_id: WorkspaceId,
    sending_account_ids: z.array(IdOf('ea')).min(1).max(1_000),
  }),
  response: z.object({ results: z.array(SendingAccountView) }),
});

/**
 * The SMTP credentials of sending accounts, with their passwords. Only the dispatcher requests them; it caches them in
 * memory for a short time. They are never in an event or a log line.
 */
export const GetSmtpCredentials = defineRequest({
  subject: 'rpc.deliverability.get-smtp-credentials.v1',
  askedBy: ['dispatcher'],
  request: z.object({ sending_account_ids: z.array(IdOf('ea')).min(1).max(500) }),
  response: z.object({
    results: z.array(
      z.object({
        sending_account_id: IdOf('ea'),
        version: z.number().int(),
        email: z.string(),
        display_name: z.string(),
        smtp: MailServerView.extend({ require_tls: z.boolean(), password: z.string().nullable() }),
      }),
    ),
    /** Accounts whose stored password no key decrypts; absent where there are none. */
    unreadable: z.array(IdOf('ea')).optional(),
  }),
});
export type SmtpCredentials = z.infer<typeof GetSmtpCredentials.response>['results'][number];

/** The fields of a sending account that the dispatcher needs, and never a secret. */
export const AccountChanged = defineEvent({
  type: 'account.changed',
  producer: 'deliverability',
  consumedBy: ['dispatcher-accounts'],
  summary: 'A sending account was added or changed.',
  data: z.object({
    version: z.number().int().min(1),
    sending_account_id: IdOf('ea'),
    email: z.string(),
    status: AccountStatus,
    daily_send_limit: z.number().int(),
    time_zone: z.string(),
    /** A deleted account is never active again; absent in events of earlier versions. */
    deleted: z.boolean().optional(),
    health_score: z.number().int(),
  }),
});
