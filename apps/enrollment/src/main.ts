import { RpcServer } from '#messaging';
import { createLogger, loadConfig, runUntilSignal, startService } from '#service';
import { enrollmentConfig } from './enrollment.config.js';
import { EnrollmentModule } from './enrollment.module.js';

const service = 'enrollment';
const config = loadConfig(enrollmentConfig);
const logger = createLogger({ service, level: config.LOG_LEVEL });

const running = await startService({
  service,
  module: EnrollmentModule.forConfig(config),
  httpPort: config.PORT,
  host: config.HOST,
  logger,
  strategy: RpcServer,
});
runUntilSignal(running, logger);
