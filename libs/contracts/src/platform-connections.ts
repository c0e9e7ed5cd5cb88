import { z } from 'zod';
import { DelegatedPlatform } from './campaign-input.js';
import { defineRequest } from './define.js';
import { Instant, lineText, text, TimeZone } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { ConnectionTest } from './sending-accounts.js';

/** Accounts in one request between services. */
export const MAX_SYNCED_ACCOUNTS = 500;

/** They are encrypted, and no answer shows them. */
const Credentials = z
  .record(lineText(50), lineText(2_000))
  .refine((given) => Object.keys(given).length <= 10, {
    error: 'must have at most 10 fields',
    params: { code: 'out_of_range' },
  })
  .meta({
    description: 'The four platforms take an `api_key`. Encrypted, and shown in no answer.',
    examples: [{ api_key: 'rk_live_6f1c0a52' }],
  });

const ClientId = IdOf('cli').nullable().meta({
  description:
    'The client of an agency whose account there it is. Without one it serves the workspace, and clients without a connection of their own.',
});

export const PlatformConnectionInput = z.strictObject({
  platform: DelegatedPlatform,
  client_id: ClientId.default(null),
  credentials: Credentials,
});
export type PlatformConnectionInput = z.infer<typeof PlatformConnectionInput>;

export const PlatformConnectionChanges = z.strictObject({ credentials: Credentials });
export type PlatformConnectionChanges = z.infer<typeof PlatformConnectionChanges>;

/** The place where the platform reports what happened. */
const HookView = z.object({
  url: z.string().nullable().meta({
    description: 'Only for callers that may change the connection: whoever knows it can report events.',
  }),
  registered: z.boolean().meta({
    description:
      'Whether the platform has it by its API. Otherwise enter it there by hand, for all of `events`.',
  }),
  events: z.array(z.string()).meta({ description: 'As the platform names them.' }),
});

/** A connection to an outside platform as the API shows it. */
export const PlatformConnectionView = z.object({
  id: IdOf('pcon'),
  workspace_id: WorkspaceId,
  client_id: ClientId,
  platform: DelegatedPlatform,
  status: z.enum(['working', 'broken']).meta({
    description: '`broken`: the platform refused the credentials. It is tried again every hour.',
  }),
  reason: z.object({ code: z.string(), message: z.string() }).nullable().meta({
    description: 'Why it is broken, in the words of the platform where it gave some.',
  }),
  checked_at: Instant.meta({ description: 'When the credentials were last tested, or refused.' }),
  accounts: z.number().int().meta({ description: 'Sending accounts that are connected there.' }),
  accounts_synced_at: Instant.nullable().meta({ description: 'Null until the first time.' }),
  hook: HookView,
  created_at: Instant,
  updated_at: Instant,
});
export type PlatformConnectionView = z.infer<typeof PlatformConnectionView>;

export const PlatformConnectionRef = z.object({ workspace_id: WorkspaceId, connection_id: IdOf('pcon') });
export type PlatformConnectionRef = z.infer<typeof PlatformConnectionRef>;

/** Set by the requester: whether the caller may see the address of the hook. */
const showsHook = z.boolean();

/** The credentials are tested at the platform before anything is stored. */
export const CreatePlatformConnection = defineRequest({
  subject: 'rpc.platforms.create-connection.v1',
  request: z.object({
    workspace_id: WorkspaceId,
    /** The zone of the accounts that it brings. */
    workspace_time_zone: TimeZone,
    connection: PlatformConnectionInput,
  }),
  response: PlatformConnectionView,
  refusals: ['duplicate_connection', 'platform_refused_credentials', 'platform_unavailable'],
  timeoutMs: 15_000,
});

export const ListPlatformConnections = defineRequest({
  subject: 'rpc.platforms.list-connections.v1',
  request: z.object({ workspace_id: WorkspaceId, shows_hook: showsHook }),
  response: z.object({ results: z.array(PlatformConnectionView) }),
});

export const GetPlatformConnection = defineRequest({
  subject: 'rpc.platforms.get-connection.v1',
  request: PlatformConnectionRef.extend({ shows_hook: showsHook }),
  response: PlatformConnectionView,
  refusals: ['not_found'],
});

export const UpdatePlatformConnection = defineRequest({
  subject: 'rpc.platforms.update-connection.v1',
  request: PlatformConnectionRef.extend({ changes: PlatformConnectionChanges }),
  response: PlatformConnectionView,
  refusals: ['not_found', 'platform_refused_credentials', 'platform_unavailable'],
  timeoutMs: 15_000,
});

/** Its sending accounts are disconnected first. */
export const DeletePlatformConnection = defineRequest({
  subject: 'rpc.platforms.delete-connection.v1',
  request: PlatformConnectionRef,
  response: z.object({}),
  refusals: ['not_found', 'connection_in_use'],
  timeoutMs: 15_000,
});

/** Refused credentials are a result too. */
export const TestPlatformConnection = defineRequest({
  subject: 'rpc.platforms.test-connection.v1',
  request: PlatformConnectionRef,
  response: ConnectionTest,
  refusals: ['not_found'],
  timeoutMs: 15_000,
});

/** Resolves when the accounts are stored, or after ten seconds, and then the rest follows. */
export const SyncConnectionAccounts = defineRequest({
  subject: 'rpc.platforms.sync-accounts.v1',
  request: PlatformConnectionRef,
  response: PlatformConnectionView,
  refusals: ['not_found', 'platform_refused_credentials', 'platform_unavailable'],
  timeoutMs: 15_000,
});

/** The old address of the hook is not found any more at once. */
export const RotateHookToken = defineRequest({
  subject: 'rpc.platforms.rotate-hook-token.v1',
  request: PlatformConnectionRef,
  response: PlatformConnectionView,
  refusals: ['not_found'],
});

/** Tests the connection that a sending account came with. */
export const TestPlatformAccount = defineRequest({
  subject: 'rpc.platforms.test-account.v1',
  askedBy: ['gateway', 'dispatcher'],
  request: z.object({ workspace_id: WorkspaceId, sending_account_id: IdOf('ea') }),
  response: ConnectionTest,
  refusals: ['not_found'],
  timeoutMs: 15_000,
});

/** One sending account as its platform shows it. */
export const SyncedAccount = z.object({
  email: z.string(),
  display_name: z.string(),
  active: z.boolean(),
  /** In the words of the platform; null for one that is active. */
  status_reason: text(1_000).nullable(),
  /** Null: the platform does not say. */
  daily_send_limit: z.number().int().min(0).nullable(),
  reputation: z.number().min(0).max(100).nullable(),
  warmup: z.object({
    enabled: z.boolean(),
    started_at: Instant.nullable(),
    cumulative_sends: z.number().int().min(0).nullable(),
  }),
});
export type SyncedAccount = z.infer<typeof SyncedAccount>;

/**
 * Stores the accounts of a platform by their addresses. A known one of another provider stays as it is, and is answered
 * like the others. `gone`: those that the platform has no more; they are disconnected.
 */
export const SyncPlatformAccounts = defineRequest({
  subject: 'rpc.deliverability.sync-platform-accounts.v1',
  askedBy: ['platforms'],
  request: z.object({
    workspace_id: WorkspaceId,
    platform: DelegatedPlatform,
    time_zone: TimeZone,
    accounts: z.array(SyncedAccount).max(MAX_SYNCED_ACCOUNTS),
    gone: z.array(z.object({ email: z.string(), reason: text(1_000) })).max(MAX_SYNCED_ACCOUNTS),
  }),
  /** The sending accounts of `accounts`, in their order. */
  response: z.object({ sending_account_ids: z.array(IdOf('ea')) }),
  timeoutMs: 10_000,
});
