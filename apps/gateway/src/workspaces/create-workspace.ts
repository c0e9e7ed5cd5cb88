import { Injectable } from '@nestjs/common';
import type { WorkspaceCreated, WorkspaceInput } from '#contracts';
import { Database } from '#database';
import { Clock, newId, uuidOf } from '#kernel';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Origin } from '../audit-log/author.js';
import { OPERATOR } from '../audit-log/operator.js';
import { newApiKey } from '../auth/api-key.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { checkPassword } from '../auth/password-rules.js';
import { ALL_SCOPES } from '../auth/scopes.js';
import { Workspaces } from './workspaces.js';

/** One statement: a workspace without an owner or a key would be useless. */
const ADD = `
  with added as (
    insert into workspace (id, name, time_zone, created_at) values ($1, $2, $3, $4)
    returning id
  ), owner as (
    insert into app_user (id, workspace_id, email, password_hash, role, created_at)
    select $5::uuid, id, $6, $7, 'owner', $4 from added
  )
  insert into api_key (id, workspace_id, hash, prefix, scopes, created_at)
  select $8::uuid, id, $9::bytea, $10, $11::text[], $4 from added`;

/** Creates a workspace with its owner and a first key with all scopes. */
@Injectable()
export class CreateWorkspace {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly passwords: PasswordHasher,
    private readonly workspaces: Workspaces,
    private readonly clock: Clock,
  ) {}

  async execute({ name, time_zone, owner }: WorkspaceInput, origin: Origin): Promise<WorkspaceCreated> {
    checkPassword(owner.password, { email: owner.email, workspaceName: name }, 'owner.password');
    const id = newId('ws');
    const { secret, hash, prefix } = newApiKey();
    const password = await this.passwords.hash(owner.password);
    const at = this.clock.now();
    const ids = { owner: uuidOf(newId('user')), key: uuidOf(newId('key')) };
    const author = { ...origin, actor: OPERATOR };
    await this.database.transaction(async (tx) => {
      const params = [uuidOf(id), name, time_zone, at, ids.owner, owner.email, password];
      await tx.query(ADD, [...params, ids.key, hash, prefix, ALL_SCOPES]);
      await this.workspaces.publish(tx, id);
      const target = { type: 'workspace', id };
      await this.audit.add({ workspaceId: id, action: 'workspace.created', author, target, at }, tx);
    });
    return { workspace_id: id, api_key: secret };
  }
}
