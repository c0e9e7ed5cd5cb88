// Starts each service as a process of its own against given servers, restarts one that dies, and stops all on Ctrl-C.
//   DATABASE_URL=postgres://… NATS_URL=nats://… npm run services
// With ADMIN_DATABASE_URL (a superuser's) instead, each service gets a role of its own. NATS_URL without a login uses the
// users of `npm run nats-users`; <SERVICE>_DATABASE_URL and <SERVICE>_NATS_URL come before all of these.
// The gateway listens on PORT (3000); the others answer health on the ports after it. Metrics are at METRICS_PORT (9464)
// and the ports after it, in the same order.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { prepare } from './prepare.mjs';

const SERVICES = [
  'gateway',
  'campaigns',
  'enrollment',
  'deliverability',
  'dispatcher',
  'inbound',
  'analytics',
  'webhooks',
  'platforms',
  'bus',
];
/** Young generation in MB, large enough that answers are dropped before V8 collects it. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=64'];
const RESTART_AFTER_MS = 1_000;

const { env } = process;
const adminUrl = env.ADMIN_DATABASE_URL;
if (!env.NATS_URL || !(adminUrl || env.DATABASE_URL)) {
  console.error(
    'Set NATS_URL, and DATABASE_URL or ADMIN_DATABASE_URL: the services run against servers that you give them. (npm start brings its own.)',
  );
  process.exit(1);
}
await prepare({ build: true });
const { migrate } = await import('./migrate.mjs');
const { givenNatsUrls, Home, openSecrets } = await import('../dist/apps/standalone/src/home.js');
const { whenLauncherDies } = await import('../dist/apps/standalone/src/launcher.js');
const { rolesOf } = await import('../dist/apps/standalone/src/servers.js');
const { provisionAll } = await import('../dist/libs/messaging/src/index.js');

const home = await Home.open(env.NIMBUS_HOME ?? '.nimbus');
const databaseUrlOf = adminUrl ? await rolesOf(adminUrl) : () => env.DATABASE_URL;
const natsUrlOf = await givenNatsUrls(home, env.NATS_URL);
await migrate(Object.assign({}, ...SERVICES.map(urlsOf)));
await provisionAll(env.PROVISIONER_NATS_URL || natsUrlOf('provisioner'), Number(env.NATS_REPLICAS ?? 1));

const secrets = await openSecrets(home);
const port = Number(env.PORT ?? 3000);
const metricsPort = Number(env.METRICS_PORT ?? 9464);
const shared = {
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  DRAIN_SECONDS: '0', // no proxy is in front
  ...secrets,
  ...withoutUrls(env),
};

/** The servers of one service, with its own logins. */
function urlsOf(service) {
  const [database, nats] = ['DATABASE_URL', 'NATS_URL'].map((name) => `${service.toUpperCase()}_${name}`);
  return { [database]: env[database] || databaseUrlOf(service), [nats]: env[nats] || natsUrlOf(service) };
}

/** No service sees the logins of another one, nor the superuser's. */
function withoutUrls(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/(^|_)(DATABASE|NATS)_URL$/.test(name)),
  );
}

const children = new Map();
let stopping = false;

function start(service, index) {
  const child = spawn(process.execPath, [...NODE_FLAGS, `dist/apps/${service}/src/main.js`], {
    env: {
      ...shared,
      ...urlsOf(service),
      PORT: String(port + index),
      METRICS_PORT: String(metricsPort + index),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: the terminal's Ctrl-C reaches only this process, which then stops the others in order.
    detached: true,
  });
  children.set(service, child);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => console.log(`${service.padEnd(14)} ${line}`));
  }
  child.on('exit', (code, signal) => {
    children.delete(service);
    if (stopping) return;
    console.log(`${service.padEnd(14)} ended (${signal ?? code}), starting it again`);
    setTimeout(() => stopping || start(service, index), RESTART_AFTER_MS);
  });
}

async function stop() {
  if (stopping) return;
  stopping = true;
  // The gateway stops first, so that no new request arrives while the others finish.
  for (const service of SERVICES) children.get(service)?.kill('SIGTERM');
  while (children.size > 0) await pause(50);
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
whenLauncherDies(() => void stop());
SERVICES.forEach(start);
console.log(
  `gateway on http://127.0.0.1:${port}/api/v1/, health of the others on ${port + 1} to ${port + SERVICES.length - 1}`,
);
if (!process.env.ADMIN_TOKEN) {
  console.log(
    'Set ADMIN_TOKEN to create workspaces: without it POST /api/v1/admin/workspaces/ does not exist.',
  );
}
