import { Injectable } from '@nestjs/common';
import { typesMatching, type CreateWebhook as CreateWebhookRequest, type RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import type { Endpoint } from '../domain/endpoint.js';
import { EndpointSecrets } from '../persistence/endpoint-secrets.js';
import { Endpoints } from '../persistence/endpoints.js';
import { RequireCallableUrl } from './require-callable-url.js';

/** The secret is known here, and nowhere later. */
export interface WithSecret {
  readonly endpoint: Endpoint;
  readonly secret: string;
}

@Injectable()
export class CreateWebhook {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly secrets: EndpointSecrets,
    private readonly requireCallableUrl: RequireCallableUrl,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, webhook }: RequestOf<typeof CreateWebhookRequest>): Promise<WithSecret> {
    await this.requireCallableUrl.execute(webhook.url);
    const { custom_headers, ...own } = webhook;
    const id = newId('wh');
    const { secret, stored } = this.secrets.create(id);
    const now = this.clock.now();
    const endpoint: Endpoint = {
      ...own,
      id,
      workspace_id,
      event_types: typesMatching(own.event_subscriptions),
      encrypted_headers: this.secrets.sealedHeaders(id, custom_headers),
      ...stored,
      previous_encrypted_secret: null,
      previous_secret_until: null,
      disabled_reason: null,
      disabled_at: null,
      created_at: now,
      updated_at: now,
    };
    await this.endpoints.add(endpoint);
    return { endpoint, secret };
  }
}
