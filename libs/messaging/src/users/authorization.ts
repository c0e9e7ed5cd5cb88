import { natsUsers, outsideNatsUsers, type OutsideLogin } from './nats-users.js';
import { loginOf, type OutsideUser } from './outside-users.js';
import type { NatsUserName } from './user-names.js';

/** The block `authorization` of a nats-server's configuration file, which reads JSON too. */
export const authorizationBlock = (
  passwordOf: (user: NatsUserName) => string,
  outsiders: readonly OutsideLogin[] = [],
): string => {
  const users = [...natsUsers(passwordOf), ...outsideNatsUsers(outsiders)];
  return `authorization: ${JSON.stringify({ users }, null, 2)}\n`;
};

/**
 * The same without passwords: nats-server takes each from its environment, such as `$CAMPAIGNS_NATS_PASSWORD`, and
 * `$WS_…_CRM_NATS_PASSWORD` for the user `ws_…-crm` of another system.
 */
export const authorizationTemplate = (outsiders: readonly OutsideUser[] = []): string =>
  authorizationBlock(
    variableOf,
    outsiders.map((outsider) => ({ ...outsider, password: variableOf(loginOf(outsider)) })),
  ).replaceAll(/"(\$\w+_PASSWORD)"/g, '$1');

const variableOf = (login: string): string => `$${login.toUpperCase().replaceAll('-', '_')}_NATS_PASSWORD`;
