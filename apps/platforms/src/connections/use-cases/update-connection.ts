import { Injectable } from '@nestjs/common';
import type { RequestOf, UpdatePlatformConnection } from '#contracts';
import { ConnectionSecrets } from '../persistence/connection-secrets.js';
import { Connections } from '../persistence/connections.js';
import { CheckCredentials } from './check-credentials.js';

/** New credentials replace the old ones once the platform has taken them. */
@Injectable()
export class UpdateConnection {
  constructor(
    private readonly connections: Connections,
    private readonly checkCredentials: CheckCredentials,
    private readonly secrets: ConnectionSecrets,
  ) {}

  async execute({ changes, ...ref }: RequestOf<typeof UpdatePlatformConnection>): Promise<void> {
    const connection = await this.connections.get(ref);
    const credentials = await this.checkCredentials.execute(connection, changes.credentials);
    const sealed = this.secrets.sealedCredentials(connection.id, credentials);
    await this.connections.setCredentials(ref, sealed);
  }
}
