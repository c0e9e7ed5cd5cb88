import { natsUsers, outsideNatsUsers, type OutsideLogin } from './nats-users.js';
import type { NatsUserName } from './user-names.js';

/** The block `authorization` of a nats-server's configuration file, which reads JSON too. */
export const authorizationBlock = (
  passwordOf: (user: NatsUserName) => string,
  outsiders: readonly OutsideLogin[] = [],
): string => {
  const users = [...natsUsers(passwordOf), ...outsideNatsUsers(outsiders)];
  return `authorization: ${JSON.stringify({ users }, null, 2)}\n`;
};

/** The same without passwords: nats-server takes each from its environment, such as `$CAMPAIGNS_NATS_PASSWORD`. */
export const authorizationTemplate = (): string =>
  authorizationBlock((user) => `$${user.toUpperCase()}_NATS_PASSWORD`).replaceAll(
    /"(\$\w+_PASSWORD)"/g,
    '$1',
  );
