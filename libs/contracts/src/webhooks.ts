import { z } from 'zod';
import { CustomHeaders } from './custom-headers.js';
import { defineRequest } from './define.js';
import { changesOf, Instant, nonEmptyText, text } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { JobAccepted, JobRef, JobView } from './jobs.js';
import { pageOf, PageQuery } from './paging.js';
import { EventPattern, PublicEventType } from './public-events.js';

/** Active webhooks of a workspace. */
export const MAX_ACTIVE_WEBHOOKS = 20;

/** All webhooks of a workspace: their list, with every header, has to fit into one message on NATS. */
export const MAX_WEBHOOKS = 50;

/** `json`: signed events by Standard Webhooks. `slack`: messages for an incoming webhook of Slack. */
export const WebhookFormat = z.enum(['json', 'slack']).meta({
  description: '`json`: signed events. `slack`: readable messages for an incoming webhook of Slack.',
});

/** The fields of a webhook that a caller may set. */
const FIELDS = {
  name: nonEmptyText(200),
  url: text(2_048)
    .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
      error: 'must be an https:// address',
      params: { code: 'invalid_format' },
    })
    .meta({
      format: 'uri',
      description: 'HTTPS, at a public address, on port 443, 8443 or above 1024.',
    }),
  format: WebhookFormat,
  event_subscriptions: z
    .array(EventPattern)
    .min(1)
    .max(100)
    .refine((patterns) => new Set(patterns).size === patterns.length, {
      error: 'must not name an event twice',
      params: { code: 'duplicate' },
    })
    .meta({ uniqueItems: true, description: 'Names of events, `campaign.*` for all of one kind, or `*`.' }),
  custom_headers: CustomHeaders,
  active: z.boolean().meta({ description: 'An inactive webhook gets nothing. At most 20 are active.' }),
} as const;

export const WebhookInput = z.strictObject({
  ...FIELDS,
  format: FIELDS.format.default('json'),
  custom_headers: FIELDS.custom_headers.default({}),
  active: FIELDS.active.default(true),
});
export type WebhookInput = z.infer<typeof WebhookInput>;

export const WebhookChanges = changesOf(z.strictObject(FIELDS));
export type WebhookChanges = z.infer<typeof WebhookChanges>;

export const WebhookHealth = z.enum(['healthy', 'failing', 'disabled']).meta({
  description:
    '`failing`: the last attempt failed. `disabled`: it was switched off by `disabled_reason`; `active: true` switches it on again.',
});

export const DisabledReason = z.enum(['gone', 'failing']).meta({
  description: '`gone`: it answered 410. `failing`: every attempt of five days failed.',
});

/** A webhook as the API shows it. */
export const WebhookView = z.object({
  id: IdOf('wh'),
  workspace_id: WorkspaceId,
  name: z.string(),
  url: z.string(),
  format: WebhookFormat,
  active: z.boolean(),
  event_subscriptions: z.array(z.string()),
  signing_secret_preview: z.string().meta({ description: 'Such as `whsec_...abc`.' }),
  previous_secret_valid_until: Instant.nullable().meta({
    description: 'Until then deliveries are signed with the secret before the rotation too.',
  }),
  custom_headers: z.record(z.string(), z.string()),
  health_status: WebhookHealth,
  disabled_reason: DisabledReason.nullable(),
  disabled_at: Instant.nullable(),
  failing_since: Instant.nullable().meta({
    description: 'The first of the failures without a success since; null while it is healthy.',
  }),
  last_delivery_at: Instant.nullable().meta({ description: 'The last success.' }),
  delivery_success_rate_24h: z.number().min(0).max(1).nullable().meta({
    description: 'Successful attempts among all of the last 24 hours; null without any.',
  }),
  total_deliveries_30d: z.number().int().meta({ description: 'Deliveries that have ended.' }),
  failed_deliveries_30d: z.number().int().meta({ description: 'Deliveries that were given up.' }),
  created_at: Instant,
  updated_at: Instant,
});
export type WebhookView = z.infer<typeof WebhookView>;

/** The secret is in no other answer. */
const SigningSecret = z.string().meta({ description: '`whsec_` and base64. Shown this once.' });

export const CreatedWebhook = WebhookView.extend({ signing_secret: SigningSecret });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

export const DeliveryStatus = z.enum(['pending', 'succeeded', 'failed']).meta({
  description: '`pending`: it waits for its next attempt. `failed`: all attempts failed.',
});
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** One attempt to deliver. */
export const DeliveryAttempt = z.object({
  at: Instant,
  duration_ms: z.number().int(),
  status_code: z.number().int().nullable().meta({ description: 'Null where no answer came.' }),
  error: z.string().nullable().meta({
    description:
      'Such as `timeout`, `connection_failed`, `address_not_allowed`; null for an answer of the 200s.',
  }),
  response_body: z.string().nullable().meta({ description: 'The first 2,000 bytes.' }),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

/** One event on its way to one webhook. */
export const DeliveryListItem = z.object({
  id: IdOf('evt').meta({ description: 'The id of the event, which is the `webhook-id` header.' }),
  webhook_id: IdOf('wh'),
  event_type: PublicEventType,
  status: DeliveryStatus,
  attempts: z.array(DeliveryAttempt).meta({ description: 'The oldest first; the last 20.' }),
  next_attempt_at: Instant.nullable(),
  created_at: Instant,
});
export type DeliveryListItem = z.infer<typeof DeliveryListItem>;

export const DeliveryView = DeliveryListItem.extend({
  request: z.object({
    url: z.string(),
    headers: z.record(z.string(), z.string()).meta({
      description: 'Without the signature; the values of custom headers are `***`.',
    }),
    body: z.string(),
  }),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const WebhookRef = z.object({ workspace_id: WorkspaceId, webhook_id: IdOf('wh') });
export type WebhookRef = z.infer<typeof WebhookRef>;

const DeliveryRef = WebhookRef.extend({ delivery_id: IdOf('evt') });

/** Sends a test event at once. */
export const CreateWebhook = defineRequest({
  subject: 'rpc.webhooks.create-webhook.v1',
  request: z.object({ workspace_id: WorkspaceId, webhook: WebhookInput }),
  response: CreatedWebhook,
  refusals: ['too_many_webhooks'],
  timeoutMs: 10_000,
});

export const ListWebhooks = defineRequest({
  subject: 'rpc.webhooks.list-webhooks.v1',
  request: z.object({ workspace_id: WorkspaceId }),
  response: z.object({ results: z.array(WebhookView) }),
});

export const GetWebhook = defineRequest({
  subject: 'rpc.webhooks.get-webhook.v1',
  request: WebhookRef,
  response: WebhookView,
  refusals: ['not_found'],
});

export const UpdateWebhook = defineRequest({
  subject: 'rpc.webhooks.update-webhook.v1',
  request: WebhookRef.extend({ changes: WebhookChanges }),
  response: WebhookView,
  refusals: ['not_found', 'too_many_webhooks'],
  timeoutMs: 10_000,
});

export const DeleteWebhook = defineRequest({
  subject: 'rpc.webhooks.delete-webhook.v1',
  request: WebhookRef,
  response: z.object({}),
  refusals: ['not_found'],
});

/** `delivery_id`: the test event, whose outcome the delivery log shows. */
export const TestWebhook = defineRequest({
  subject: 'rpc.webhooks.test-webhook.v1',
  request: WebhookRef,
  response: z.object({ delivery_id: IdOf('evt') }),
  refusals: ['not_found', 'webhook_inactive'],
});

export const RotateWebhookSecret = defineRequest({
  subject: 'rpc.webhooks.rotate-webhook-secret.v1',
  request: WebhookRef,
  response: CreatedWebhook,
  refusals: ['not_found'],
});

export const ListDeliveries = defineRequest({
  subject: 'rpc.webhooks.list-deliveries.v1',
  request: PageQuery.extend({ ...WebhookRef.shape, status: z.array(DeliveryStatus).optional() }),
  response: pageOf(DeliveryListItem),
  refusals: ['not_found'],
});

export const GetDelivery = defineRequest({
  subject: 'rpc.webhooks.get-delivery.v1',
  request: DeliveryRef,
  response: DeliveryView,
  refusals: ['not_found'],
});

/** The delivery starts again, as if the event had just happened. */
export const RedeliverWebhook = defineRequest({
  subject: 'rpc.webhooks.redeliver-webhook.v1',
  request: DeliveryRef,
  response: DeliveryListItem,
  refusals: ['not_found', 'webhook_inactive'],
});

/** `POST /webhooks/:id/recover/`. */
export const RecoverInput = z.strictObject({
  since: Instant.meta({
    description:
      'Events that were stored since then, at most 30 days ago. An event is stored before its first attempt: choose a time before `failing_since`.',
  }),
});
export type RecoverInput = z.infer<typeof RecoverInput>;

/**
 * Starts a job that delivers every event since then that the webhook should have had and has not: deliveries that were
 * given up, and events that came while it was off.
 */
export const RecoverWebhook = defineRequest({
  subject: 'rpc.webhooks.recover-webhook.v1',
  request: WebhookRef.extend(RecoverInput.shape),
  response: JobAccepted,
  refusals: ['not_found', 'webhook_inactive'],
});

/** A job of the webhooks service. */
export const GetWebhooksJob = defineRequest({
  subject: 'rpc.webhooks.get-job.v1',
  request: JobRef,
  response: JobView,
  refusals: ['not_found'],
});

export const CancelWebhooksJob = defineRequest({
  subject: 'rpc.webhooks.cancel-job.v1',
  request: JobRef,
  response: JobView,
  refusals: ['not_found', 'invalid_transition'],
});
