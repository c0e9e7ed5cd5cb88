import { createLogger, loadConfig, runUntilSignal, startService } from '#service';
import { gatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { GatewayAdapter } from './http/gateway-adapter.js';

const service = 'gateway';
const config = loadConfig(gatewayConfig);
const logger = createLogger({ service, level: config.LOG_LEVEL });

const running = await startService({
  service,
  module: GatewayModule.forConfig(config),
  httpPort: config.PORT,
  host: config.HOST,
  logger,
  adapter: new GatewayAdapter({ publicUrl: config.PUBLIC_URL }),
});
runUntilSignal(running, logger);
