import type { Provider } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { WebhooksController } from './webhooks.controller.js';

export const controllers = [DeliveriesController, WebhooksController];
export const providers: Provider[] = [];
