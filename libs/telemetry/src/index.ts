export * from './cached-for.js';
export * from './metrics.js';
export * from './metrics-listener.js';
export * from './metrics.module.js';
