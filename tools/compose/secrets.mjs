import { randomBytes } from 'node:crypto';
import { newSecrets } from '../kubernetes/secrets.mjs';

const NATS_NODES = ['nats-1', 'nats-2', 'nats-3'];

/**
 * The files of deploy/compose.yml's secrets, by name. `keep(name, value)` gives the value that an installation has, else
 * the new one. `authorizationBlock` makes the users of NATS from their passwords.
 */
export function secretFiles({ services, users, authorizationBlock, keep }) {
  const fresh = newSecrets({
    services,
    users,
    natsHosts: NATS_NODES.map((node) => `${node}:4222`),
    databaseHost: 'postgres:5432',
    databaseName: 'nimbus',
    ownServers: false,
  });
  const random = () => `p${randomBytes(24).toString('hex')}`;
  const given = {
    admin_database_url: fresh['nimbus-admin'].ADMIN_DATABASE_URL,
    ...named(fresh['nimbus-database'], (service) => `${service}_database_url`),
    ...named(fresh['nimbus-nats'], (user) => `${user}_nats_url`),
    ...named(fresh['nimbus-keys'], (name) => name.toLowerCase()),
    grafana_password: random(),
    nats_cluster_password: random(),
  };
  const files = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, keep(name, value)]));
  return {
    ...files,
    postgres_password: new URL(files.admin_database_url).password,
    'nats_authorization.conf': authorizationBlock((user) => passwordIn(files[`${user}_nats_url`])),
    'nats_cluster.conf': clusterBlock(files.nats_cluster_password),
  };
}

const named = (values, nameOf) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [nameOf(key), value]));

/** The same at every server of the list. */
const passwordIn = (urls) => new URL(urls.split(',')[0]).password;

/** Without a login here, each service could join the cluster as a server, for which no permission counts. */
function clusterBlock(password) {
  const routes = NATS_NODES.map((node) => `nats://cluster:${password}@${node}:6222`);
  const authorization = { user: 'cluster', password };
  const block = { name: 'nimbus', listen: '0.0.0.0:6222', authorization, routes };
  return `cluster: ${JSON.stringify(block, null, 2)}`;
}
