import { z } from 'zod';
import { Actor } from './audit-events.js';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';
import { OPERATOR } from './services.js';
import { Invitation, User, UserChanges, UserInput } from './users.js';

/** An API key as the operator sees it: without its secret. */
export const KeySummary = z.object({
  id: IdOf('key'),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  rate_limit: z.number().int().nullable(),
  expires_at: Instant.nullable(),
  created_at: Instant,
  created_by: Actor.nullable(),
});
export type KeySummary = z.infer<typeof KeySummary>;

const ofOperator = { askedBy: [OPERATOR] } as const;

export const ListKeys = defineRequest({
  ...ofOperator,
  subject: 'rpc.gateway.list-keys.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId }),
  response: pageOf(KeySummary),
});

/** Without `scopes` it has all. The key itself is in the answer, this once. */
export const MakeKey = defineRequest({
  ...ofOperator,
  subject: 'rpc.gateway.make-key.v1',
  request: z.object({
    workspace_id: WorkspaceId,
    name: z.string(),
    scopes: z.array(z.string()).min(1).optional(),
    expires_at: Instant.nullable(),
  }),
  response: KeySummary.extend({ api_key: z.string() }),
  refusals: ['not_found'],
});

export const RevokeKey = defineRequest({
  ...ofOperator,
  subject: 'rpc.gateway.revoke-key.v1',
  request: z.object({ workspace_id: WorkspaceId, key_id: IdOf('key') }),
  response: z.object({}),
  refusals: ['not_found'],
});

export const ListUsers = defineRequest({
  ...ofOperator,
  subject: 'rpc.gateway.list-users.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId }),
  response: pageOf(User),
});

export const InviteUser = defineRequest({
  ...ofOperator,
  subject: 'rpc.gateway.invite-user.v1',
  request: UserInput.extend({ workspace_id: WorkspaceId }),
  response: Invitation,
  refusals: ['duplicate_user', 'not_found'],
});

const UserRef = z.object({ workspace_id: WorkspaceId, user_id: IdOf('user') });

export const ChangeUserRole = defineRequest({
  ...ofOperator,
  subject: 'rpc.gateway.change-user-role.v1',
  request: UserRef.extend(UserChanges.shape),
  response: User,
  refusals: ['not_found', 'last_owner'],
});

/** Deactivates: the entries of the audit trail go on naming the person. */
export const RemoveUser = defineRequest({
  ...ofOperator,
  subject: 'rpc.gateway.remove-user.v1',
  request: UserRef,
  response: User,
  refusals: ['not_found', 'last_owner'],
});
