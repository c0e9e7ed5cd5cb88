export { eventually } from './eventually.js';
export type { EventuallyOptions } from './eventually.js';
export { ended, spawnService } from './service-process.js';
export { useServers } from './suite-servers.js';
export type { SuiteServers } from './suite-servers.js';
