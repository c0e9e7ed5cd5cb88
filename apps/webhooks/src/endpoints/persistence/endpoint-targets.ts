import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#database';
import { Clock, uuidOf, type Id } from '#kernel';
import { UnreadableSecret } from '#secrets';
import type { Endpoint } from '../domain/endpoint.js';
import { EndpointSecrets, type Headers } from './endpoint-secrets.js';
import { endpointOf, type EndpointRow } from './endpoint.row.js';

/** All that a delivery needs to know about its endpoint. */
export interface EndpointTarget extends Pick<Endpoint, 'id' | 'name' | 'url' | 'format' | 'active'> {
  readonly workspaceId: Id<'ws'>;
  /** Null where no key of this process opens them: nothing may be sent unsigned. */
  readonly opened: OpenedSecrets | null;
}

interface OpenedSecrets {
  /** They sign a delivery: the current one, and after a rotation the one before for a day. */
  readonly signing: readonly string[];
  readonly headers: Headers;
}

const BY_ID = 'select * from endpoint where id = any($1::uuid[]) and deleted_at is null';

/** Endpoints with their secrets decrypted, for sending. Works for all workspaces. */
@Injectable()
export class EndpointTargets {
  private readonly logger = new Logger('EndpointTargets');

  constructor(
    private readonly database: Database,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
  ) {}

  /** Deleted endpoints are absent. */
  async find(ids: readonly Id<'wh'>[]): Promise<EndpointTarget[]> {
    const rows = await this.database.query<EndpointRow>(BY_ID, [ids.map(uuidOf)]);
    const now = this.clock.now();
    return rows.map((row) => this.targetOf(endpointOf(row), now));
  }

  private targetOf(endpoint: Endpoint, now: Date): EndpointTarget {
    const { id, workspace_id, name, url, format, active } = endpoint;
    return { id, workspaceId: workspace_id, name, url, format, active, opened: this.opened(endpoint, now) };
  }

  /** A secret that cannot be read must not keep the endpoints beside it from their deliveries. */
  private opened(endpoint: Endpoint, now: Date): OpenedSecrets | null {
    try {
      return { signing: this.secrets.signing(endpoint, now), headers: this.secrets.headers(endpoint) };
    } catch (error) {
      if (!(error instanceof UnreadableSecret)) throw error;
      this.logger.error(error.message);
      return null;
    }
  }
}
