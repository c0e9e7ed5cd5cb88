import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { newSecrets } from './secrets.mjs';

const HIGHEST_PORT = 65_535;

/**
 * The truth about the services that the manifests are compared with, from the code. `load` imports a module by its path
 * without an ending: of the build, or of the sources. One after the other, because jest cannot link two at a time.
 */
export async function readFacts({ root, load }) {
  const { BUS_CONSUMER, SERVICES } = await load('libs/contracts/src/index');
  const { EVENTS, NATS_USERS } = await load('libs/messaging/src/index');
  const { RULES } = await load('libs/outbound/src/purpose');
  const { loadConfig, serviceConfig } = await load('libs/service/src/index');
  const consumers = [BUS_CONSUMER.durable, ...EVENTS.flatMap(({ consumedBy }) => consumedBy)];
  const services = [];
  for (const name of SERVICES) {
    services.push({
      name,
      schema: await schemaOf({ root, load, name, serviceConfig }),
      consumes: consumers.some((consumer) => consumer.startsWith(`${name}-`)),
      calledPorts: calledPorts(purposesOf(`${root}apps/${name}/src`, RULES), RULES),
    });
  }
  return {
    services,
    loadConfig,
    version: JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version,
    secrets: newSecrets({
      services: SERVICES,
      users: NATS_USERS,
      natsHosts: ['nats:4222'],
      databaseHost: 'postgresql:5432',
      databaseName: 'nimbus',
      ownServers: false,
    }),
  };
}

/** The schema of the environment of a service: of its own, or that of all. */
async function schemaOf({ root, load, name, serviceConfig }) {
  const path = `apps/${name}/src/${name}.config`;
  if (!existsSync(`${root}${path}.ts`)) return serviceConfig(name);
  return (await load(path))[`${name}Config`];
}

/** The reasons for which the sources of a service open connections to hosts of customers. */
function purposesOf(folder, rules) {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );
  const named = sources.flatMap((file) =>
    [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/\bpurpose: '(\w+)'/g)].map(
      ([, purpose]) => purpose,
    ),
  );
  return [...new Set(named)].filter((purpose) => Object.hasOwn(rules, purpose));
}

/** The ports of hosts of customers that a service calls, as "443" or "1025-65535". */
function calledPorts(purposes, rules) {
  const isCalled = (port) => purposes.some((purpose) => rules[purpose].takes(port));
  const ranges = [];
  for (let port = 1; port <= HIGHEST_PORT; port += 1) {
    if (!isCalled(port)) continue;
    const from = port;
    while (port < HIGHEST_PORT && isCalled(port + 1)) port += 1;
    ranges.push(from === port ? `${from}` : `${from}-${port}`);
  }
  return ranges;
}
