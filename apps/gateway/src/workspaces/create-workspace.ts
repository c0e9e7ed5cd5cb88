import { Injectable } from '@nestjs/common';
import type { WorkspaceCreated, WorkspaceInput } from '#contracts';
import { Database } from '#database';
import { Clock, newId, uuidOf } from '#kernel';
import { newApiKey } from '../auth/api-key.js';
import { hashPassword } from '../auth/password-hash.js';
import { ALL_SCOPES } from '../auth/scopes.js';

/** One statement: a workspace without an owner or a key would be useless. */
const ADD = `
  with added as (
    insert into workspace (id, name, time_zone, created_at) values ($1, $2, $3, $4)
    returning id
  ), owner as (
    insert into app_user (id, workspace_id, email, password_hash, created_at)
    select $5::uuid, id, $6, $7, $4 from added
  )
  insert into api_key (id, workspace_id, hash, prefix, scopes, created_at)
  select $8::uuid, id, $9::bytea, $10, $11::text[], $4 from added`;

/** Creates a workspace with its owner and a first key with all scopes. */
@Injectable()
export class CreateWorkspace {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute({ name, time_zone, owner }: WorkspaceInput): Promise<WorkspaceCreated> {
    const id = newId('ws');
    const { secret, hash, prefix } = newApiKey();
    await this.database.query(ADD, [
      uuidOf(id),
      name,
      time_zone,
      this.clock.now(),
      uuidOf(newId('user')),
      owner.email,
      await hashPassword(owner.password),
      uuidOf(newId('key')),
      hash,
      prefix,
      ALL_SCOPES,
    ]);
    return { workspace_id: id, api_key: secret };
  }
}
