import { permissionsOf, type NatsPermissions } from './permissions.js';
import { NATS_USERS, type NatsUserName } from './user-names.js';

/** A user as nats-server's configuration has it. */
export interface NatsUser {
  readonly user: string;
  readonly password: string;
  readonly permissions: NatsPermissions;
}

/** Every user with its permissions, for the block `authorization` of a server or for one of its accounts. */
export const natsUsers = (
  passwordOf: (user: NatsUserName) => string,
  loginOf: (user: NatsUserName) => string = (user) => user,
): NatsUser[] =>
  NATS_USERS.map((user) => ({
    user: loginOf(user),
    password: passwordOf(user),
    permissions: permissionsOf(user),
  }));
