import { RpcServer } from '#messaging';
import { createLogger, loadConfig, runUntilSignal, startService } from '#service';
import { analyticsConfig } from './analytics.config.js';
import { AnalyticsModule } from './analytics.module.js';

const service = 'analytics';
const config = loadConfig(analyticsConfig);
const logger = createLogger({ service, level: config.LOG_LEVEL });

const running = await startService({
  service,
  module: AnalyticsModule.forConfig(config),
  httpPort: config.PORT,
  host: config.HOST,
  logger,
  strategy: RpcServer,
});
runUntilSignal(running, logger);
