import type { WorkspaceId } from '#contracts';
import { unusedId } from '#kernel';
import { OPERATOR } from '../audit-log/operator.js';
import type { Caller } from './caller.js';
import { ALL_SCOPES } from './scopes.js';

const NOBODY = unusedId('user');

/** The operator within a workspace: may do what an owner may. */
export const operatorCaller = (workspaceId: WorkspaceId): Caller => ({
  workspaceId,
  timeZone: 'UTC',
  scopes: new Set(ALL_SCOPES),
  credential: { kind: 'user', id: NOBODY, sessionId: '' },
  actor: OPERATOR,
  person: { workspaceId, userId: NOBODY, role: 'owner', sessionId: '' },
  expiresAt: null,
});
