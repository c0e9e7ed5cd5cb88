import { runService, serviceConfig } from '#service';
import { WebhooksModule } from './webhooks.module.js';

await runService({ service: 'webhooks', schema: serviceConfig('webhooks'), module: WebhooksModule });
