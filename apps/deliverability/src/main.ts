import { RpcServer } from '#messaging';
import { createLogger, loadConfig, runUntilSignal, startService } from '#service';
import { deliverabilityConfig } from './deliverability.config.js';
import { DeliverabilityModule } from './deliverability.module.js';

const service = 'deliverability';
const config = loadConfig(deliverabilityConfig);
const logger = createLogger({ service, level: config.LOG_LEVEL });

const running = await startService({
  service,
  module: DeliverabilityModule.forConfig(config),
  httpPort: config.PORT,
  host: config.HOST,
  logger,
  strategy: RpcServer,
});
runUntilSignal(running, logger);
