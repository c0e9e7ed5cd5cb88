export { startMailbox, type Mailbox } from './mailbox/start-mailbox.js';
export { findNatsServer } from './nats/find-nats-server.js';
export {
  reloadNatsUsers,
  runningNatsPort,
  startNats,
  stopLeftoverNats,
  type NatsOptions,
} from './nats/start-nats.js';
export { serverGroup } from './postgres/server-user.js';
export { runningPostgresUrl, startPostgres, stopLeftoverPostgres } from './postgres/start-postgres.js';
export type { EmbeddedServer } from './process/detached-server.js';
export { freePort } from './process/free-port.js';
export type { Log } from './process/log.js';
export { claimFolder, FolderInUse, releaseFolder } from './process/folder-owner.js';
export { commandLineOf, isRunning, parentOf } from './process/running-process.js';
