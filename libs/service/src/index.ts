export * from './config.js';
export * from './health.controller.js';
export * from './health.module.js';
export * from './logger.js';
export * from './redact.js';
export * from './run-until-signal.js';
export * from './start-service.js';
export * from './ticker.js';
