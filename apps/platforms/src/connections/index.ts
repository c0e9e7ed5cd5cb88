export { ConnectionCalls, type Opened } from './clients/connection-calls.js';
export type { Connection } from './domain/connection.js';
export { Connections } from './persistence/connections.js';
export { PlatformAccounts } from './persistence/platform-accounts.js';
export { secretTables } from './persistence/secret-tables.js';
