export * from './secret-box.js';
export { SecretRows } from './secret-rows.js';
export type { SecretTable } from './secret-rows.sql.js';
export * from './secrets-variables.js';
