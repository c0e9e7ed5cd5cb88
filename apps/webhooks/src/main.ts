import { createLogger, loadConfig, runUntilSignal, startService } from '#service';
import { webhooksConfig } from './webhooks.config.js';
import { WebhooksModule } from './webhooks.module.js';

const service = 'webhooks';
const config = loadConfig(webhooksConfig);
const logger = createLogger({ service, level: config.LOG_LEVEL });

const running = await startService({
  service,
  module: WebhooksModule.forConfig(config),
  httpPort: config.PORT,
  host: config.HOST,
  logger,
});
runUntilSignal(running, logger);
