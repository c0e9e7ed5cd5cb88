import type { z } from 'zod';
import type { JobView } from '../jobs.js';
import type {
  CreatedWebhook,
  DeliveryAttempt,
  DeliveryListItem,
  DeliveryView,
  WebhookInput,
  WebhookView,
} from '../webhooks.js';
import { IDS } from './ids.js';

const [webhook] = IDS.webhooks;
const [event] = IDS.events;

export const WEBHOOK_INPUT: z.input<typeof WebhookInput> = {
  name: 'Warehouse',
  url: 'https://hooks.example.com/nimbus',
  event_subscriptions: ['campaign.*', 'email.replied'],
  custom_headers: { 'X-Team': 'outbound' },
};

export const WEBHOOK: WebhookView = {
  id: webhook,
  workspace_id: IDS.workspace,
  name: 'Warehouse',
  url: 'https://hooks.example.com/nimbus',
  format: 'json',
  active: true,
  event_subscriptions: ['campaign.*', 'email.replied'],
  signing_secret_preview: 'whsec_...Sw4',
  previous_secret_valid_until: null,
  custom_headers: { 'X-Team': 'outbound' },
  health_status: 'healthy',
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  last_delivery_at: '2026-04-23T14:05:00.000Z',
  delivery_success_rate_24h: 0.99,
  total_deliveries_30d: 4_812,
  failed_deliveries_30d: 2,
  created_at: '2026-04-09T09:00:00.000Z',
  updated_at: '2026-04-09T09:00:00.000Z',
};

export const CREATED_WEBHOOK: CreatedWebhook = {
  ...WEBHOOK,
  last_delivery_at: null,
  delivery_success_rate_24h: null,
  total_deliveries_30d: 0,
  failed_deliveries_30d: 0,
  signing_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLSw4',
};

export const ROTATED_WEBHOOK: CreatedWebhook = {
  ...WEBHOOK,
  previous_secret_valid_until: '2026-04-24T14:10:00.000Z',
  updated_at: '2026-04-23T14:10:00.000Z',
  signing_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLSw4',
};

const ATTEMPTS: DeliveryAttempt[] = [
  {
    at: '2026-04-23T14:00:00.000Z',
    duration_ms: 15_000,
    status_code: null,
    error: 'timeout',
    response_body: null,
  },
  {
    at: '2026-04-23T14:00:20.000Z',
    duration_ms: 84,
    status_code: 204,
    error: null,
    response_body: '',
  },
];

export const DELIVERY: DeliveryListItem = {
  id: event,
  webhook_id: webhook,
  event_type: 'webhook.test',
  status: 'succeeded',
  attempts: ATTEMPTS,
  next_attempt_at: null,
  created_at: '2026-04-23T14:00:00.000Z',
};

export const REDELIVERY: DeliveryListItem = {
  ...DELIVERY,
  status: 'pending',
  next_attempt_at: '2026-04-23T15:00:00.000Z',
};

const DELIVERED_BODY = {
  id: event,
  type: 'webhook.test',
  created_at: '2026-04-23T14:00:00.000Z',
  workspace_id: IDS.workspace,
  data: {
    webhook_id: webhook,
    webhook_name: 'Warehouse',
    message: 'This is a test of your webhook. Nothing has happened.',
  },
};

export const DELIVERY_DETAILS: DeliveryView = {
  ...DELIVERY,
  request: {
    url: WEBHOOK.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Nimbus-Webhooks/1',
      'webhook-id': event,
      'webhook-timestamp': '1776952820',
      'X-Team': '***',
    },
    body: JSON.stringify(DELIVERED_BODY),
  },
};

export const RECOVER_JOB: JobView = {
  id: IDS.recoverJob,
  type: 'recover',
  status: 'succeeded',
  progress: { done: 1_204, total: 1_204, percent: 100 },
  result: { webhook_id: webhook, since: '2026-04-22T00:00:00.000Z', recovered: 37 },
  error: null,
  download_url: null,
  created_at: '2026-04-23T14:00:00.000Z',
  finished_at: '2026-04-23T14:00:02.000Z',
  expires_at: '2026-04-30T14:00:00.000Z',
};
