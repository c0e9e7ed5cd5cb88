// npm run --silent kubernetes-secrets [-- FILE]: prints the Secrets of an installation for `kubectl apply`, with random values.
// Print them into a file that only you can read: TRACKING_SECRET and SECRETS_KEY have to stay the same for ever.
//   FILE: an earlier output. Its values stay, and those of new services are added.
//   DATABASE_HOST (host:port), DATABASE_NAME and NATS_HOSTS (host:port, separated by commas): servers of your own. The
//   default is those of overlays/small, with the password of their administrator.
import { readFileSync } from 'node:fs';
import { completed, newSecrets, secretList } from './kubernetes/secrets.mjs';
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
const [, , file] = process.argv;
const kept = file === undefined ? secrets : completed(secrets, JSON.parse(readFileSync(file, 'utf8')));
console.log(JSON.stringify(secretList(kept), null, 2));
