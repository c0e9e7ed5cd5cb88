import { RpcServer } from '#messaging';
import { createLogger, loadConfig, runUntilSignal, startService } from '#service';
import { dispatcherConfig } from './dispatcher.config.js';
import { DispatcherModule } from './dispatcher.module.js';

const service = 'dispatcher';
const config = loadConfig(dispatcherConfig);
const logger = createLogger({ service, level: config.LOG_LEVEL });

const running = await startService({
  service,
  module: DispatcherModule.forConfig(config),
  httpPort: config.PORT,
  host: config.HOST,
  logger,
  strategy: RpcServer,
});
runUntilSignal(running, logger);
