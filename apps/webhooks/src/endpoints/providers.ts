import type { Provider } from '@nestjs/common';
import { EndpointMetrics } from './persistence/endpoint-metrics.js';
import { EndpointRetention } from './persistence/endpoint-retention.js';
import { EndpointSecrets } from './persistence/endpoint-secrets.js';
import { EndpointTargets } from './persistence/endpoint-targets.js';
import { Endpoints } from './persistence/endpoints.js';
import { EndpointRetentionSchedule } from './transport/endpoint-retention.schedule.js';
import { WebhooksController } from './transport/webhooks.controller.js';
import { CreateWebhook } from './use-cases/create-webhook.js';
import { RequireCallableUrl } from './use-cases/require-callable-url.js';
import { RotateSecret } from './use-cases/rotate-secret.js';
import { UpdateWebhook } from './use-cases/update-webhook.js';

export const clients: Provider[] = [];
export const repositories: Provider[] = [
  EndpointMetrics,
  EndpointRetention,
  EndpointSecrets,
  EndpointTargets,
  Endpoints,
];
export const useCases: Provider[] = [CreateWebhook, RequireCallableUrl, RotateSecret, UpdateWebhook];
export const schedules: Provider[] = [EndpointRetentionSchedule];
export const consumers: Provider[] = [];
export const controllers = [WebhooksController];
