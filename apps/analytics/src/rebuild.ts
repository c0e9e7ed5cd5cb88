import { createLogger, loadConfig, serviceConfig } from '#service';
import { rebuildTotals } from './metrics/index.js';

/** Run by hand: counts the totals anew from the facts. Consumers wait meanwhile, readers do not. */
const config = loadConfig(serviceConfig('analytics'));
const logger = createLogger({ service: 'analytics', level: config.LOG_LEVEL });

const startedAt = performance.now();
await rebuildTotals(config.DATABASE_URL);
logger.log(`counted all facts anew in ${Math.round(performance.now() - startedAt)} ms`, 'Rebuild');
