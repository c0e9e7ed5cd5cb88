import { Injectable } from '@nestjs/common';
import type { WorkspaceCreated, WorkspaceInput } from '#contracts';
import { Clock, newId, uuidOf } from '#kernel';
import { newApiKey } from '../auth/api-key.js';
import { hashPassword } from '../auth/password-hash.js';
import { ALL_SCOPES } from '../auth/scopes.js';
import { Workspaces } from './workspaces.js';

/** Creates a workspace with its owner and a first key with all scopes. */
@Injectable()
export class CreateWorkspace {
  constructor(
    private readonly workspaces: Workspaces,
    private readonly clock: Clock,
  ) {}

  async execute({ name, time_zone, owner }: WorkspaceInput): Promise<WorkspaceCreated> {
    const id = newId('ws');
    const { secret, hash, prefix } = newApiKey();
    await this.workspaces.add(
      {
        id: uuidOf(id),
        name,
        timeZone: time_zone,
        owner: {
          id: uuidOf(newId('user')),
          email: owner.email,
          passwordHash: await hashPassword(owner.password),
        },
        apiKey: { id: uuidOf(newId('key')), hash, prefix, scopes: ALL_SCOPES },
      },
      this.clock.now(),
    );
    return { workspace_id: id, api_key: secret };
  }
}
