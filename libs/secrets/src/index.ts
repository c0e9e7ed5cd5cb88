export { reencrypt, type Reencrypted, type SecretColumn } from './reencrypt.js';
export * from './secret-box.js';
export * from './secrets-variables.js';
