import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { SECRET_KEEPERS, SERVICES } from '#contracts';
import { authorizationBlock, NATS_USERS } from '#messaging';
import { secretFiles } from '../../tools/compose/secrets.mjs';
import { readFacts } from '../../tools/kubernetes/facts.mjs';
import { ROOT } from './broken.js';

const Mount = z.union([
  z.string().transform((source) => ({ source, target: source })),
  z.object({ source: z.string(), target: z.string() }),
]);
/** YAML reads a value that became empty as null. */
const Value = z
  .string()
  .nullable()
  .transform((value) => value ?? '');
const Container = z.object({
  image: z.string(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), Value).default({}),
  secrets: z.array(Mount).default([]),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z
    .object({ test: z.array(z.string()).optional() })
    .loose()
    .optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
});
const Project = z.object({
  services: z.record(z.string(), Container),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

/** The default of `${NAME:-default}`, as Compose puts it in where nobody sets the variable. */
const withDefaults = (text: string): string =>
  text.replaceAll(/\$\{\w+(?::-([^}]*))?(?::\+[^}]*)?\}/g, (_, value: string | undefined) => value ?? '');

const read = (file: string): unknown =>
  parse(withDefaults(readFileSync(`${ROOT}deploy/${file}`, 'utf8')), { merge: true });

const project = Project.parse(read('compose.yml'));
const facts = await readFacts({ root: ROOT, load: (path: string) => import(`../../${path}.js`) });
const fresh = (_: string, value: string): string => value;
const files: Readonly<Record<string, string>> = secretFiles({
  services: SERVICES,
  users: NATS_USERS,
  authorizationBlock,
  keep: fresh,
});

const containerOf = (name: string) => {
  const container = project.services[name];
  if (container === undefined) throw new Error(`deploy/compose.yml has no service ${name}`);
  return container;
};

/** The environment as the process sees it: the content of a file in place of its path. */
function environmentOf(name: string): Record<string, string> {
  const { environment, secrets } = containerOf(name);
  const contentOf = (path: string): string => {
    const mount = secrets.find(({ target }) => path === `/run/secrets/${target}`);
    const content = mount && files[mount.source];
    if (content === undefined) throw new Error(`${name} has no secret at ${path}`);
    return content;
  };
  return Object.fromEntries(
    Object.entries(environment).map(([key, value]) =>
      key.endsWith('_FILE') ? [key.slice(0, -'_FILE'.length), contentOf(value)] : [key, value],
    ),
  );
}

describe('deploy/compose.yml', () => {
  it.each(facts.services.map(({ name }) => name))('starts %s, with the environment that it takes', (name) => {
    const { schema } = facts.services.find((service) => service.name === name) ?? {};
    const environment = environmentOf(name);

    expect(() => facts.loadConfig(schema, environment)).not.toThrow();
    const unknown = Object.keys(environment).filter((variable) => !(variable in schema.shape));
    expect(unknown).toEqual(['NODE_OPTIONS']);
    expect(containerOf(name)).toMatchObject({
      command: ['node', `dist/apps/${name}/src/main.js`],
      image: `nimbus:${facts.version}`,
      restart: 'unless-stopped',
      stop_grace_period: '20s',
      depends_on: { migration: { condition: 'service_completed_successfully' } },
      healthcheck: { test: ['CMD', 'node', 'healthcheck.mjs', 'ready'] },
    });
  });

  it.each([...SERVICES])('gives %s its own logins, and those of nobody else', (name) => {
    const logins = containerOf(name).secrets.map(({ source }) => source);
    expect(logins.filter((source) => source.endsWith('_url')).toSorted()).toEqual([
      `${name}_database_url`,
      `${name}_nats_url`,
    ]);
  });

  it('lets each service that keeps secrets read those of earlier keys', () => {
    const readers: string[] = facts.services
      .filter(({ schema }) => 'SECRETS_KEYS_OLD' in schema.shape)
      .map(({ name }) => name);
    expect(readers.toSorted()).toEqual([...SECRET_KEEPERS].toSorted());
    for (const name of readers) expect(containerOf(name).environment).toHaveProperty('SECRETS_KEYS_OLD');
  });

  it('migrates the database of each service, with the rights to make roles and streams', () => {
    const logins = SERVICES.map((name) => `${name.toUpperCase()}_DATABASE_URL`);
    expect(Object.keys(environmentOf('migration'))).toEqual(
      expect.arrayContaining([...logins, 'ADMIN_DATABASE_URL', 'PROVISIONER_NATS_URL']),
    );
  });

  it.each(Object.keys(project.services))('gives %s no rights and no writable image', (name) => {
    expect(containerOf(name)).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it('opens no port to other machines by default', () => {
    const ports = Object.values(project.services).flatMap((container) => container.ports);
    expect(ports).not.toHaveLength(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('lets the servers be reached by the services alone', () => {
    const beside = (network: string): string[] =>
      Object.entries(project.services)
        .filter(([, { networks }]) => networks.includes(network))
        .map(([name]) => name);

    const ours = [...SERVICES, 'migration'];
    expect(beside('database').toSorted()).toEqual([...ours, 'postgres'].toSorted());
    expect(beside('bus').toSorted()).toEqual([...ours, 'nats-1', 'nats-2', 'nats-3'].toSorted());
  });

  it('lets only those services out that call hosts of customers, and the gateway', () => {
    const outside = Object.keys(project.networks).filter((name) => project.networks[name]?.internal !== true);
    const reaching = SERVICES.filter((name) =>
      containerOf(name).networks.some((network) => outside.includes(network)),
    );
    const calling: string[] = facts.services
      .filter(({ calledPorts }) => calledPorts.length > 0)
      .map(({ name }) => name);
    expect(reaching.toSorted()).toEqual(['gateway', ...calling].toSorted());
  });

  it('takes exactly the secrets that `npm run compose-secrets` writes', () => {
    const declared = Object.values(project.secrets).map(({ file }) => file);
    const used = Object.values(project.services).flatMap(({ secrets }) =>
      secrets.map(({ source }) => source),
    );

    expect([...new Set(used)].toSorted()).toEqual(Object.keys(project.secrets).toSorted());
    for (const file of declared) expect(Object.keys(files)).toContain(file.replace('./secrets/', ''));
    expect(JSON.stringify(project.services)).not.toMatch(/:\/\/\w+:\w+@/);
  });

  it('is scaled to two of each service by compose.scale.yml', () => {
    const { services } = z
      .object({ services: z.record(z.string(), z.object({ scale: z.literal(2) })) })
      .parse(parse(readFileSync(`${ROOT}deploy/compose.scale.yml`, 'utf8'), { logLevel: 'silent' }));
    expect(Object.keys(services).toSorted()).toEqual([...SERVICES].toSorted());
  });
});

describe('deploy/Dockerfile', () => {
  it('labels the image with the version of the project', () => {
    const dockerfile = readFileSync(`${ROOT}deploy/Dockerfile`, 'utf8');
    expect(dockerfile).toContain(`ARG VERSION=${facts.version}\n`);
  });
});

describe('the secrets of compose.yml', () => {
  it('are random, and the server has the passwords of its users', () => {
    expect(files['postgres_password']).toBe(new URL(files['admin_database_url'] ?? '').password);
    for (const user of NATS_USERS) {
      const [url = ''] = files[`${user}_nats_url`]?.split(',') ?? [];
      expect(files['nats_authorization.conf']).toContain(`"password": "${new URL(url).password}"`);
    }
    expect(files['nats_cluster.conf']).toContain(files['nats_cluster_password']);
    const secrets = Object.values(files).filter((value) => !value.includes('\n'));
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it('stay when they are made again', () => {
    const kept = (name: string, value: string): string => files[name] ?? value;
    const again = secretFiles({ services: SERVICES, users: NATS_USERS, authorizationBlock, keep: kept });
    expect(again).toEqual(files);
  });
});
