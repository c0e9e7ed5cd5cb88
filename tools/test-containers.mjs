// npm run test:containers [-- <arguments of jest…>]: the integration and component tiers on PostgreSQL and NATS in
// containers, with the images of the Kubernetes manifests. The tests take any two servers; suites of the embedded ones
// start these as well.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { prepare, ROOT } from './prepare.mjs';

const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=500'];

await prepare({ build: true });
const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
const { suiteAccounts } = await import('../dist/libs/testing/src/jest/start-servers.js');

try {
  await getContainerRuntimeClient();
} catch (error) {
  console.error(`Docker does not answer (${error.message}). Start it, or run npm test: it needs none.`);
  process.exit(1);
}

const started = await Promise.allSettled([startPostgres(), startNats()]);
try {
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  const [postgres, nats] = started.map(({ value }) => value);
  process.exitCode = await runTests({
    NIMBUS_TEST_DATABASE_URL: postgres.url,
    NIMBUS_TEST_NATS_URL: nats.url,
  });
} finally {
  for (const { value } of started) await value?.container.stop();
}

/** The image of a server as the manifests name it, such as `postgres:18-alpine`. */
function imageOf(name, manifest) {
  const file = readFileSync(`${ROOT}deploy/kubernetes/overlays/small/${manifest}`, 'utf8');
  return new RegExp(`image: (${name}:\\S+)`).exec(file)[1];
}

async function startPostgres() {
  const password = randomBytes(18).toString('hex');
  const container = await new GenericContainer(imageOf('postgres', 'postgresql.yaml'))
    .withUser('postgres')
    .withEnvironment({
      POSTGRES_PASSWORD: password,
      LANG: 'C.UTF-8',
      // As the embedded one: it sorts by code point.
      POSTGRES_INITDB_ARGS:
        '--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync',
    })
    .withCommand(['postgres', ...SETTINGS.flatMap((setting) => ['-c', setting])])
    .withExposedPorts(5432)
    // While the cluster is made, the server listens on its socket alone.
    .withHealthCheck({
      test: ['CMD-SHELL', 'pg_isready -h 127.0.0.1 -U postgres'],
      interval: 500,
      retries: 120,
    })
    .withWaitStrategy(Wait.forHealthCheck())
    .start();
  const address = `${container.getHost()}:${container.getMappedPort(5432)}`;
  return { container, url: `postgres://postgres:${password}@${address}/postgres` };
}

async function startNats() {
  const accounts = Object.entries(await suiteAccounts()).map(([name, users]) => [
    name,
    { jetstream: 'enabled', users },
  ]);
  const config = { jetstream: { store_dir: '/tmp/nats' }, accounts: Object.fromEntries(accounts) };
  const container = await new GenericContainer(imageOf('nats', 'nats.yaml'))
    .withCopyContentToContainer([{ content: JSON.stringify(config), target: '/etc/nats/tests.conf' }])
    .withCommand(['--config', '/etc/nats/tests.conf'])
    .withExposedPorts(4222)
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  return { container, url: `nats://${container.getHost()}:${container.getMappedPort(4222)}` };
}

/** Beside the tests this process notices that Docker has closed its connections: after a spawnSync the next request broke. */
async function runTests(servers) {
  const args = [`${ROOT}tools/test.mjs`, 'integration', 'component', ...process.argv.slice(2)];
  const env = { ...process.env, ...servers };
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit', env }), 'close');
  return code ?? 1;
}
