export * from './secret-box.js';
export * from './secrets-variables.js';
