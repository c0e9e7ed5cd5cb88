import type { Actor, Role, WorkspaceId } from '#contracts';
import { idOf, type Id } from '#kernel';

/** A user of one workspace, who is active. */
export interface Account {
  readonly id: Id<'user'>;
  readonly workspaceId: WorkspaceId;
  readonly workspaceName: string;
  readonly timeZone: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
}

export interface AccountRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workspace_name: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
  readonly time_zone: string;
}

/** The columns of an account, with `u` for its user and `w` for its workspace. */
export const ACCOUNT = 'u.id, u.workspace_id, u.email, u.name, u.role, w.name as workspace_name, w.time_zone';

export const accountOf = ({ id, workspace_id, ...row }: AccountRow): Account => ({
  id: idOf('user', id),
  workspaceId: idOf('ws', workspace_id),
  workspaceName: row.workspace_name,
  timeZone: row.time_zone,
  email: row.email,
  name: row.name,
  role: row.role,
});

/** The name of a user in the audit trail. */
export const actorOf = ({ id, name, email }: Pick<Account, 'id' | 'name' | 'email'>): Actor => ({
  type: 'user',
  id,
  name: name ?? email,
});
