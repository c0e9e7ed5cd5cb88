import type { Provider } from '@nestjs/common';
import { provideJobs } from '#jobs';
import { Outbound, OutboundHttp } from '#outbound';
import { WebhookReceiver } from './clients/webhook-receiver.js';
import { Deliveries } from './persistence/deliveries.js';
import { DeliveryMetrics } from './persistence/delivery-metrics.js';
import { DeliveryQueues } from './persistence/delivery-queues.js';
import { DisableWebhooks } from './persistence/disable-webhooks.js';
import { EventBodies } from './persistence/event-bodies.js';
import { RecordAttempts } from './persistence/record-attempts.js';
import { RecoverJob } from './persistence/recover-job.js';
import { RecoverJobs } from './persistence/recover-jobs.js';
import { DeliveriesController } from './transport/deliveries.controller.js';
import { RecoverJobsController } from './transport/recover-jobs.controller.js';
import { RecoverSchedule } from './transport/recover.schedule.js';
import { SendingSchedule } from './transport/sending.schedule.js';
import { HeldWebhooks } from './use-cases/held-webhooks.js';
import { Leases } from './use-cases/leases.js';
import { LoadSettings } from './use-cases/load-settings.js';
import { DeliveryOptions, MakeRequest } from './use-cases/make-request.js';
import { PickUpDeliveries } from './use-cases/pick-up-deliveries.js';
import { RecordOutcomes } from './use-cases/record-outcomes.js';
import { SendDeliveries } from './use-cases/send-deliveries.js';
import { ShowDelivery } from './use-cases/show-delivery.js';

export const clients: Provider[] = [
  {
    provide: OutboundHttp,
    useFactory: (outbound: Outbound) => new OutboundHttp(outbound),
    inject: [Outbound],
  },
  WebhookReceiver,
];
export const repositories: Provider[] = [
  Deliveries,
  DeliveryMetrics,
  DeliveryQueues,
  DisableWebhooks,
  EventBodies,
  RecordAttempts,
  RecoverJobs,
  ...provideJobs(RecoverJob),
];
export const useCases: Provider[] = [
  HeldWebhooks,
  Leases,
  LoadSettings,
  MakeRequest,
  PickUpDeliveries,
  RecordOutcomes,
  SendDeliveries,
  ShowDelivery,
];
export const schedules: Provider[] = [RecoverSchedule, SendingSchedule];
export const consumers: Provider[] = [];
export const controllers = [DeliveriesController, RecoverJobsController];

export const optionsOf = ({ PUBLIC_URL }: { readonly PUBLIC_URL: string }): Provider[] => [
  { provide: DeliveryOptions, useValue: { publicUrl: PUBLIC_URL } },
];
