// npm run nats-users [-- --print]: the users of a nats-server of your own, with the permissions of the contracts.
//   Without --print: writes NIMBUS_HOME/nats-authorization.conf, for `include` in the server's configuration, with the
//   passwords of NIMBUS_HOME/nats-users.json, which it makes at the first run. Run it again after every upgrade.
//   --print: prints the block without passwords; nats-server takes them from its environment (CAMPAIGNS_NATS_PASSWORD…).
// Both have the users of other systems that `npm run nimbus -- bus user` keeps in NIMBUS_HOME.
import { existsSync } from 'node:fs';
import { prepare, ROOT } from './prepare.mjs';

await prepare({ build: true });
const { authorizationBlock, authorizationTemplate } = await import(
  new URL('../dist/libs/messaging/src/index.js', import.meta.url).href
);

const { Home, openNatsPasswords } = await import('../dist/apps/standalone/src/home.js');
const { AUTHORIZATION_FILE, outsideUsers } = await import('../dist/apps/standalone/src/outside-users.js');
const dir = process.env.NIMBUS_HOME ?? `${ROOT}.nimbus`;

if (process.argv.includes('--print')) {
  console.log(authorizationTemplate(existsSync(dir) ? await outsideUsers(await Home.open(dir)) : []));
} else {
  const home = await Home.open(dir);
  const block = authorizationBlock(await openNatsPasswords(home), await outsideUsers(home));
  await home.writeText(AUTHORIZATION_FILE, block);
  console.log(`written: ${home.path(AUTHORIZATION_FILE)}`);
}
