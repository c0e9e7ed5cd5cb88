export { startMailbox, type Mailbox, type MailboxOptions } from './mailbox/start-mailbox.js';
export { findNatsServer, type NatsBinaryOptions } from './nats/find-nats-server.js';
export { startNats, stopLeftoverNats, type EmbeddedNats, type NatsOptions } from './nats/start-nats.js';
export {
  startPostgres,
  stopLeftoverPostgres,
  type EmbeddedPostgres,
  type PostgresOptions,
} from './postgres/start-postgres.js';
export { freePort } from './process/free-port.js';
export type { Log } from './process/log.js';
export { claimFolder, FolderInUse, releaseFolder } from './process/folder-owner.js';
export { commandLineOf, isRunning, parentOf } from './process/running-process.js';
