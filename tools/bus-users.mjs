// npm run bus-users -- create|list|revoke: the users of other systems on NATS, in NIMBUS_HOME.
//   create --workspace ws_… [--name default] [--read-only]      prints the login and its password, this once
//   revoke --workspace ws_… [--name default]
// The nats-server of `npm start` reads its users again at once. For one of your own: PROVISIONER_NATS_URL makes the consumer
// of the user; reload the server with NIMBUS_HOME/nats-authorization.conf (`nats-server --signal reload`).
import { parseArgs } from 'node:util';
import { prepare, ROOT } from './prepare.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    workspace: { type: 'string' },
    name: { type: 'string', default: 'default' },
    'read-only': { type: 'boolean', default: false },
  },
});
const [command] = positionals;
if (!['create', 'list', 'revoke'].includes(command) || (command !== 'list' && !values.workspace)) {
  console.error('usage: npm run bus-users -- create|list|revoke --workspace ws_… [--name …] [--read-only]');
  process.exit(2);
}

await prepare({ build: true });
const { Home } = await import('../dist/apps/standalone/src/home.js');
const { createOutsideUser, outsideUsers, revokeOutsideUser } =
  await import('../dist/apps/standalone/src/outside-users.js');
const { loginOf } = await import('../dist/libs/messaging/src/index.js');

const home = await Home.open(process.env.NIMBUS_HOME ?? `${ROOT}.nimbus`);
const place = { home, provisionerUrl: process.env.PROVISIONER_NATS_URL };
const user = { workspaceId: values.workspace, name: values.name, readOnly: values['read-only'] };

if (command === 'list') {
  for (const each of await outsideUsers(home)) {
    console.log(`${loginOf(each)}  ${each.readOnly ? 'reads' : 'reads and commands'}`);
  }
} else if (command === 'create') {
  const { login, password, reload } = await createOutsideUser(place, user);
  console.log(`user: ${login}\npassword: ${password}`);
  if (reload) remindOfReload();
} else {
  const { reload } = await revokeOutsideUser(place, user);
  console.log(`revoked: ${loginOf(user)}`);
  if (reload) remindOfReload();
}

function remindOfReload() {
  console.log(
    'Reload your nats-server: nats-server --signal reload. Without PROVISIONER_NATS_URL its consumer is not changed.',
  );
}
