import { Injectable } from '@nestjs/common';
import type { CreatePlatformConnection, RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import type { Connection } from '../domain/connection.js';
import { ConnectionSecrets } from '../persistence/connection-secrets.js';
import { Connections } from '../persistence/connections.js';
import { CheckCredentials } from './check-credentials.js';

@Injectable()
export class CreateConnection {
  constructor(
    private readonly connections: Connections,
    private readonly checkCredentials: CheckCredentials,
    private readonly secrets: ConnectionSecrets,
    private readonly clock: Clock,
  ) {}

  async execute({
    workspace_id,
    workspace_time_zone,
    connection: { platform, client_id, credentials: given },
  }: RequestOf<typeof CreatePlatformConnection>): Promise<Connection> {
    const place = { workspace_id, platform, client_id };
    await this.connections.requireFree(place);
    const id = newId('pcon');
    const credentials = await this.checkCredentials.execute({ id, platform }, given);
    const { hash, encrypted } = this.secrets.newHookToken(id);
    const now = this.clock.now();
    const connection: Connection = {
      id,
      ...place,
      time_zone: workspace_time_zone,
      encrypted_credentials: this.secrets.sealedCredentials(id, credentials),
      encrypted_hook_token: encrypted,
      hook_id: null,
      status: 'working',
      reason_code: null,
      reason: null,
      checked_at: now,
      accounts_synced_at: null,
      created_at: now,
      updated_at: now,
    };
    await this.connections.add(connection, hash);
    return connection;
  }
}
