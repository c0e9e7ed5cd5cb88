import { Injectable } from '@nestjs/common';
import type { WebhookRef } from '#contracts';
import { Clock } from '#kernel';
import { rotated } from '../domain/signing-secret.js';
import { EndpointSecrets } from '../persistence/endpoint-secrets.js';
import type { MonitoredEndpoint } from '../persistence/endpoint.row.js';
import { Endpoints } from '../persistence/endpoints.js';

@Injectable()
export class RotateSecret {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
  ) {}

  async execute(ref: WebhookRef): Promise<{ endpoint: MonitoredEndpoint; secret: string }> {
    const { secret, stored } = this.secrets.create(ref.webhook_id);
    const endpoint = await this.endpoints.change(ref, (current) =>
      rotated(current, stored, this.clock.now()),
    );
    return { endpoint, secret };
  }
}
