import { randomBytes } from 'node:crypto';

/** A password stands in URLs, and nats-server reads a variable that begins with a digit as a number. */
const newPassword = () => `p${randomBytes(24).toString('hex')}`;
const newKey = () => randomBytes(32).toString('base64');

/**
 * The Secrets of an installation, by name, with new random values. `users` are those of NATS, `natsHosts` and
 * `databaseHost` its servers. The administrator's password belongs to a server of overlays/small alone.
 */
export function newSecrets({ services, users, natsHosts, databaseHost, databaseName, ownServers }) {
  const database = (user, password) => `postgres://${user}:${password}@${databaseHost}/${databaseName}`;
  const passwords = users.map((user) => [user, newPassword()]);
  return {
    'nimbus-database': Object.fromEntries(
      services.map((service) => [service, database(`nimbus_${service}`, newPassword())]),
    ),
    'nimbus-nats': Object.fromEntries(
      passwords.map(([user, password]) => [
        user,
        natsHosts.map((host) => `nats://${user}:${password}@${host}`).join(','),
      ]),
    ),
    // The environment of nats-server: the configuration that `npm run nats-users -- --print` prints names these variables.
    'nimbus-nats-server': Object.fromEntries(
      passwords.map(([user, password]) => [`${user.toUpperCase()}_NATS_PASSWORD`, password]),
    ),
    'nimbus-keys': {
      TRACKING_SECRET: newKey(),
      SECRETS_KEY: newKey(),
      JWT_SECRET: newKey(),
      ADMIN_TOKEN: newKey(),
    },
    ...(ownServers ? {} : { 'nimbus-admin': administrator(database) }),
  };
}

function administrator(database) {
  const password = newPassword();
  return { POSTGRES_PASSWORD: password, ADMIN_DATABASE_URL: database('nimbus', password) };
}

/** As an object that `kubectl apply` takes. */
export const secretList = (secrets) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: Object.entries(secrets).map(([name, stringData]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'nimbus' },
    stringData,
  })),
});

/** Every value of an earlier list stays, and those that a newer version needs are added. */
export function completed(secrets, { items }) {
  const earlier = new Map(items.map(({ metadata, stringData }) => [metadata.name, stringData]));
  return Object.fromEntries(
    Object.entries(secrets).map(([name, values]) => [name, { ...values, ...earlier.get(name) }]),
  );
}
