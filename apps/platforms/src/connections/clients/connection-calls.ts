import { Injectable } from '@nestjs/common';
import { uuidOf } from '#kernel';
import { clientOf } from '../../clients/index.js';
import { PlatformCalls } from '../../clients/platform-calls.js';
import type { PlatformCall, PlatformClient, PlatformRequest } from '../../clients/platform-client.js';
import { PlatformError } from '../../clients/platform-error.js';
import type { Connection } from '../domain/connection.js';
import { ConnectionSecrets, type Credentials } from '../persistence/connection-secrets.js';
import { Connections } from '../persistence/connections.js';

/** The client of a connection's platform, and what each of its calls needs. */
export interface Opened {
  readonly client: PlatformClient;
  readonly call: PlatformCall;
}

interface Options {
  /** How long a request waits for a token of the bucket. */
  readonly patienceMs?: number;
}

/** Opens connections: their credentials are decrypted here, and a refusal of them breaks the connection. */
@Injectable()
export class ConnectionCalls {
  constructor(
    private readonly calls: PlatformCalls,
    private readonly connections: Connections,
    private readonly secrets: ConnectionSecrets,
  ) {}

  /** @throws UnreadableSecret */
  open(connection: Connection, options: Options = {}): Opened {
    const { client, call } = this.tryOut(connection, this.secrets.credentials(connection), options);
    const request = async (asked: PlatformRequest): Promise<unknown> => {
      try {
        return await call.http.request(asked);
      } catch (error) {
        if (error instanceof PlatformError && error.kind === 'credentials_refused')
          await this.connections.markBroken(connection, { code: error.kind, message: error.message });
        throw error;
      }
    };
    return { client, call: { ...call, http: { request } } };
  }

  /** With credentials that are not those of the connection, or not yet: nothing is noted. */
  tryOut(
    { id, platform }: Pick<Connection, 'id' | 'platform'>,
    credentials: Credentials,
    options: Options = {},
  ): Opened {
    const client = clientOf(platform);
    return { client, call: this.calls.of(client, { id: uuidOf(id), credentials }, options) };
  }
}
