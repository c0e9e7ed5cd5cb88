// npm run --silent kubernetes-secrets: prints the Secrets of an installation, with new random values, for `kubectl apply`.
// Print them once, into a file that only you can read: TRACKING_SECRET and SECRETS_KEY have to stay the same for ever.
//   DATABASE_HOST (host:port), DATABASE_NAME and NATS_HOSTS (host:port, separated by commas): servers of your own. The
//   default is those of overlays/small, with the password of their administrator.
import { newSecrets, secretList } from './kubernetes/secrets.mjs';
import { prepare } from './prepare.mjs';

await prepare({ build: true });
const { SERVICES } = await import('../dist/libs/contracts/src/index.js');
const { NATS_USERS } = await import('../dist/libs/messaging/src/index.js');

const { DATABASE_HOST, DATABASE_NAME = 'nimbus', NATS_HOSTS = 'nats:4222' } = process.env;
const secrets = newSecrets({
  services: SERVICES,
  users: NATS_USERS,
  natsHosts: NATS_HOSTS.split(',').map((host) => host.trim()),
  databaseHost: DATABASE_HOST ?? 'postgresql:5432',
  databaseName: DATABASE_NAME,
  ownServers: DATABASE_HOST !== undefined,
});
console.log(JSON.stringify(secretList(secrets), null, 2));
