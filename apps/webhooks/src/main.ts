import { runService } from '#service';
import { webhooksConfig } from './webhooks.config.js';
import { WebhooksModule } from './webhooks.module.js';

await runService({ service: 'webhooks', schema: webhooksConfig, module: WebhooksModule });
