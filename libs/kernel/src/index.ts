export * from './alarm.js';
export * from './clock.js';
export * from './domain-error.js';
export * from './field-error.js';
export * from './ids.js';
export * from './outside-platforms.js';
export * from './send-window.js';
export * from './tenant.js';
