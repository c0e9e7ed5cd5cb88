import type { WebhookView } from '#contracts';
import type { Endpoint, EndpointHealth } from '../domain/endpoint.js';
import { previousValidUntil } from '../domain/signing-secret.js';

/** `headers` are those of the endpoint, decrypted. */
export const webhookView = (
  endpoint: Endpoint & EndpointHealth,
  headers: Readonly<Record<string, string>>,
  now: Date,
): WebhookView => ({
  id: endpoint.id,
  workspace_id: endpoint.workspace_id,
  name: endpoint.name,
  url: endpoint.url,
  format: endpoint.format,
  active: endpoint.active,
  event_subscriptions: [...endpoint.event_subscriptions],
  signing_secret_preview: endpoint.secret_preview,
  previous_secret_valid_until: previousValidUntil(endpoint, now)?.toISOString() ?? null,
  custom_headers: { ...headers },
  ...healthOf(endpoint),
  created_at: endpoint.created_at.toISOString(),
  updated_at: endpoint.updated_at.toISOString(),
});

const healthOf = (endpoint: Endpoint & EndpointHealth) => ({
  health_status: statusOf(endpoint),
  disabled_reason: endpoint.disabled_reason,
  disabled_at: endpoint.disabled_at?.toISOString() ?? null,
  failing_since: endpoint.failing_since?.toISOString() ?? null,
  last_delivery_at: endpoint.last_success_at?.toISOString() ?? null,
  delivery_success_rate_24h:
    endpoint.attempts_24h === 0 ? null : endpoint.successes_24h / endpoint.attempts_24h,
  total_deliveries_30d: endpoint.ended_30d,
  failed_deliveries_30d: endpoint.given_up_30d,
});

function statusOf({
  disabled_reason,
  failing_since,
}: Endpoint & EndpointHealth): WebhookView['health_status'] {
  if (disabled_reason !== null) return 'disabled';
  return failing_since === null ? 'healthy' : 'failing';
}
