import type { NatsPermissions } from './nats-permissions.js';
import { loginOf as loginOfOutsider, outsidePermissions, type OutsideUser } from './outside-users.js';
import { permissionsOf } from './permissions.js';
import { NATS_USERS, type NatsUserName } from './user-names.js';

/** A user as nats-server's configuration has it. */
export interface NatsUser {
  readonly user: string;
  readonly password: string;
  readonly permissions: NatsPermissions;
}

/** A user of another system with its password. */
export type OutsideLogin = OutsideUser & { readonly password: string };

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

/** The users of other systems, beside those of the services. */
export const outsideNatsUsers = (outsiders: readonly OutsideLogin[]): NatsUser[] =>
  outsiders.map((outsider) => ({
    user: loginOfOutsider(outsider),
    password: outsider.password,
    permissions: outsidePermissions(outsider),
  }));
