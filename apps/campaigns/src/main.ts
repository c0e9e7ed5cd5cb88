import { RpcServer } from '#messaging';
import { createLogger, loadConfig, runUntilSignal, startService } from '#service';
import { campaignsConfig } from './campaigns.config.js';
import { CampaignsModule } from './campaigns.module.js';

const service = 'campaigns';
const config = loadConfig(campaignsConfig);
const logger = createLogger({ service, level: config.LOG_LEVEL });

const running = await startService({
  service,
  module: CampaignsModule.forConfig(config),
  httpPort: config.PORT,
  host: config.HOST,
  logger,
  strategy: RpcServer,
});
runUntilSignal(running, logger);
