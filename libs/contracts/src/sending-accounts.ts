import { z } from 'zod';
import { defineRequest } from './define.js';
import { changesOf, Instant, nonEmptyText, TimeZone } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { MailServerView } from './mail-servers.js';
import { pageOf, PageQuery } from './paging.js';
import {
  ACCOUNT_FIELD,
  AccountProvider,
  AuthResult,
  HealthFields,
  SendingAccountChanges,
  SendingAccountInput,
} from './sending-account-input.js';
import { OPERATOR } from './services.js';

export const AccountStatus = z.enum(['active', 'paused', 'disconnected', 'error']);
export type AccountStatus = z.infer<typeof AccountStatus>;

export const WarmupView = z.object({
  stage: z.number().int().min(0).max(5).meta({ description: 'As of now: it grows with the days.' }),
  started_at: Instant.nullable(),
  days_warming: z.number().int(),
  cumulative_sends: z.number().int().meta({ description: 'Messages since it was started.' }),
  daily_limit: z.number().int().nullable().optional().meta({
    description:
      'Messages that the stage allows on one day, beside `daily_send_limit`; null at stage 5, and where the policy has no ramp.',
  }),
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
  smtp: MailServerView.optional().meta({ description: 'Absent for an account of an outside platform.' }),
  imap: MailServerView.optional().meta({ description: 'Absent when there is none.' }),
  oauth: z
    .object({ client_id: z.string(), token_url: z.string() })
    .optional()
    .meta({ description: 'Absent when the account logs in with a password.' }),
  daily_send_limit: z.number().int().meta(ACCOUNT_FIELD.daily_send_limit),
  time_zone: z.string().meta({ description: 'IANA.' }),
  warmup: WarmupView,
  health: z.object({ score: z.number().int().min(0).max(100).meta({ description: 'From 0 to 100.' }) }),
  authentication: AuthenticationView,
  dkim_selectors: z
    .array(z.string())
    .optional()
    .meta({ description: 'Absent when none are named: the usual ones are tried.' }),
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

/** The figures of an account that another system measures. Nothing else of an account can be changed by it. */
export const AccountHealthReport = changesOf(z.strictObject(HealthFields));
export type AccountHealthReport = z.infer<typeof AccountHealthReport>;

export const ReportAccountHealth = defineRequest({
  subject: 'rpc.deliverability.report-account-health.v1',
  askedBy: ['bus'],
  request: SendingAccountRef.extend({ health: AccountHealthReport }),
  response: SendingAccountView,
  refusals: ['not_found'],
});

/** The account sends nothing more and is not found any more. Its passwords are deleted; its sends and figures stay. */
export const DeleteSendingAccount = defineRequest({
  subject: 'rpc.deliverability.delete-sending-account.v1',
  request: SendingAccountRef,
  response: z.object({}),
  refusals: ['not_found', 'account_on_platform'],
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
 * does not answer. The requester checks that the account belongs to the workspace. An account of an outside platform has no
 * SMTP server here: its connection to the platform is tested.
 */
export const TestSendingAccount = defineRequest({
  subject: 'rpc.dispatcher.test-sending-account.v1',
  askedBy: ['gateway', OPERATOR],
  request: z.object({ sending_account_id: IdOf('ea') }),
  response: ConnectionTest,
  refusals: ['not_found'],
  timeoutMs: 15_000,
});

/** Logs in to the mailbox of an account and opens it, as a reader would. Not found where the account has none. */
export const TestMailbox = defineRequest({
  subject: 'rpc.inbound.test-mailbox.v1',
  askedBy: [OPERATOR],
  request: z.object({ sending_account_id: IdOf('ea') }),
  response: ConnectionTest,
  refusals: ['not_found'],
  timeoutMs: 15_000,
});

/** Those of the named accounts that exist in the workspace; the caller compares. */
export const GetSendingAccounts = defineRequest({
  subject: 'rpc.deliverability.get-sending-accounts.v1',
  askedBy: ['gateway', 'campaigns', 'platforms'],
  request: z.object({
    workspace_id: WorkspaceId,
    sending_account_ids: z.array(IdOf('ea')).min(1).max(1_000),
  }),
  response: z.object({ results: z.array(SendingAccountView) }),
});
