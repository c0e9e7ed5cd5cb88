// npm run compose-secrets: writes the secrets of deploy/compose.yml to deploy/secrets, with random values. Files that are
// there stay as they are: run it again after every upgrade, for new services and for the permissions of NATS.
// Keep a copy: TRACKING_SECRET and SECRETS_KEY have to stay the same for ever.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretFiles } from './compose/secrets.mjs';
import { prepare, ROOT } from './prepare.mjs';

await prepare({ build: true });
const { SERVICES } = await import('../dist/libs/contracts/src/index.js');
const { authorizationBlock, NATS_USERS } = await import('../dist/libs/messaging/src/index.js');

const folder = `${ROOT}deploy/secrets`;
// Containers read the files as users of their own; on this machine the folder keeps others out.
mkdirSync(folder, { recursive: true, mode: 0o700 });
chmodSync(folder, 0o700);

const keep = (name, value) => {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : value;
};
const files = secretFiles({ services: SERVICES, users: NATS_USERS, authorizationBlock, keep });
for (const [name, value] of Object.entries(files)) {
  const file = join(folder, name);
  // In place, because a container sees the file that was there at its start.
  writeFileSync(file, `${value.trimEnd()}\n`);
  chmodSync(file, 0o644);
}
console.log(`written: ${folder}`);
