export { ConnectionCalls, type Opened } from './clients/connection-calls.js';
export type { Connection } from './domain/connection.js';
export { hookUrl } from './domain/hook-url.js';
export { ConnectionSecrets } from './persistence/connection-secrets.js';
export { Connections } from './persistence/connections.js';
export { PlatformAccounts } from './persistence/platform-accounts.js';
export { secretTables } from './persistence/secret-tables.js';
export { PUBLIC_URL } from './transport/public-url.js';
