import { Injectable } from '@nestjs/common';
import {
  typesMatching,
  type RequestOf,
  type UpdateWebhook as UpdateWebhookRequest,
  type WebhookChanges,
} from '#contracts';
import { Clock } from '#kernel';
import { withActive, type Endpoint } from '../domain/endpoint.js';
import { EndpointSecrets } from '../persistence/endpoint-secrets.js';
import type { MonitoredEndpoint } from '../persistence/endpoint.row.js';
import { Endpoints } from '../persistence/endpoints.js';
import { RequireCallableUrl } from './require-callable-url.js';

@Injectable()
export class UpdateWebhook {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly secrets: EndpointSecrets,
    private readonly requireCallableUrl: RequireCallableUrl,
    private readonly clock: Clock,
  ) {}

  async execute({ changes, ...ref }: RequestOf<typeof UpdateWebhookRequest>): Promise<MonitoredEndpoint> {
    if (changes.url !== undefined) await this.requireCallableUrl.execute(changes.url);
    return this.endpoints.change(ref, (endpoint) => this.changed(endpoint, changes));
  }

  private changed(endpoint: Endpoint, changes: WebhookChanges): Endpoint {
    const { custom_headers: headers, event_subscriptions: subscriptions, active } = changes;
    const { name = endpoint.name, url = endpoint.url, format = endpoint.format } = changes;
    return {
      ...withActive(endpoint, active ?? endpoint.active),
      name,
      url,
      format,
      ...(headers !== undefined && { encrypted_headers: this.secrets.sealedHeaders(endpoint.id, headers) }),
      ...(subscriptions !== undefined && {
        event_subscriptions: subscriptions,
        event_types: typesMatching(subscriptions),
      }),
      updated_at: this.clock.now(),
    };
  }
}
