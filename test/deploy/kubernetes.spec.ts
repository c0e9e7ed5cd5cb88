import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readFacts } from '../../tools/kubernetes/facts.mjs';
import { problemsOf } from '../../tools/kubernetes/problems.mjs';
import { readObjects } from '../../tools/kubernetes/render.mjs';
import { Manifests, ROOT, type Break } from './broken.js';

const facts = await readFacts({ root: ROOT, load: (path: string) => import(`../../${path}.js`) });
const small = new Manifests('small');
const large = new Manifests('high-availability');

const Autoscaler = z.looseObject({
  kind: z.literal('HorizontalPodAutoscaler'),
  spec: z.object({ maxReplicas: z.number() }),
});
const Deployment = z.looseObject({
  kind: z.literal('Deployment'),
  spec: z.object({ strategy: z.object({ rollingUpdate: z.object({ maxSurge: z.number() }) }) }),
});
const Config = z.looseObject({
  kind: z.literal('ConfigMap'),
  data: z.object({ DATABASE_POOL_SIZE: z.string() }),
});
const Variable = z.looseObject({ name: z.string(), value: z.string().optional() });
const Pod = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({ containers: z.array(z.looseObject({ env: z.array(Variable) })) }),
});

/** The sum over all objects that have the shape. */
function sumOf<Shape extends z.ZodType>(
  objects: readonly object[],
  shape: Shape,
  figure: (object: z.output<Shape>) => number,
): number {
  const found = objects.flatMap((object) => shape.safeParse(object).data ?? []);
  return found.map((object) => figure(object)).reduce((sum, each) => sum + each, 0);
}

describe('the manifests', () => {
  it('fit Kubernetes, the services and their environments', () => {
    expect(problemsOf('small', small.objects, facts)).toEqual([]);
    expect(problemsOf('high-availability', large.objects, facts)).toEqual([]);
  });

  it('need as many connections of PostgreSQL as docs/kubernetes.md says', () => {
    const replicas = sumOf(large.objects, Autoscaler, ({ spec }) => spec.maxReplicas);
    const surge = sumOf(large.objects, Deployment, ({ spec }) => spec.strategy.rollingUpdate.maxSurge);
    const withRelay = 1 + sumOf(large.objects, Config, ({ data }) => Number(data.DATABASE_POOL_SIZE));
    expect(readFileSync(`${ROOT}docs/kubernetes.md`, 'utf8')).toContain(
      `(${replicas} replicas at most and ${surge} of rollouts, ${withRelay} connections each: ${(replicas + surge) * withRelay})`,
    );
  });
});

describe('operator.yaml', () => {
  const [account, ...others] = readObjects(`${ROOT}deploy/kubernetes/operator.yaml`);
  const pod = Pod.parse(others[0]);
  const env = pod.spec.containers.flatMap((container) => container.env);

  it('has the rights and the connections of a migration, and references that lead somewhere', () => {
    const { metadata, spec } = pod;
    const template = { metadata: { labels: metadata.labels }, spec };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template } };
    expect(problemsOf('small', [...small.objects, account, job], facts)).toEqual([]);
  });

  it('has every login that the operator’s tool reads', () => {
    const logins = facts.services.map(({ name }) => `${name.toUpperCase()}_DATABASE_URL`);
    expect(env.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...logins, 'ADMIN_DATABASE_URL', 'OPERATOR_NATS_URL', 'PROVISIONER_NATS_URL']),
    );
    expect(env.filter(({ name, value }) => value !== undefined && name.endsWith('_URL'))).toMatchObject([
      { name: 'PUBLIC_URL' },
    ]);
  });
});

/** Each takes one guarantee away, in every object that has it, one at a time. */
const BREAKS: readonly Break[] = [
  ['a field that Kubernetes does not know', 'readinessProbe:', 'readinesProbe:', 'readinesProbe'],
  ['a value of the wrong type', 'containerPort: 3000', "containerPort: '3000'", 'must be integer'],
  [
    'a kind that is out of date',
    'apiVersion: apps/v1',
    'apiVersion: apps/v1beta2',
    'does not know apps/v1beta2',
  ],
  ['a service without a Deployment', /^[^]*kind: Deployment\n[^]*$/, null, 'no Deployment for the service'],
  [
    'the code of another service',
    'dist/apps/inbound/src',
    'dist/apps/webhooks/src',
    'inbound: it does not run its own',
  ],
  ['a rollout with a gap', 'maxUnavailable: 0', 'maxUnavailable: 1', 'before the new one is ready'],
  [
    'a grace that is too short',
    'terminationGracePeriodSeconds: 30',
    'terminationGracePeriodSeconds: 9',
    'ended itself',
  ],
  [
    'a liveness probe that looks at servers',
    'path: /health/live',
    'path: /health/ready',
    'does not ask /health/live',
  ],
  ['an image without a version', 'nimbus:0.1.0', 'nimbus:latest', 'names no version'],
  ['an image of another version', 'nimbus:0.1.0', 'nimbus:0.0.9', 'the version of package.json'],
  ['a secret that does not exist', 'key: JWT_SECRET', 'key: JWT_SECRETS', 'there is no JWT_SECRETS'],
  ['the login of another service', 'key: campaigns', 'key: dispatcher', 'of another service'],
  ['a variable that nobody reads', 'LOG_LEVEL: info', 'LOG_LEVELS: info', 'no service reads LOG_LEVELS'],
  ['a value that the service refuses', 'LOG_LEVEL: info', 'LOG_LEVEL: loud', 'LOG_LEVEL: Invalid option'],
  ['a listener on loopback', 'HOST: 0.0.0.0', 'HOST: 127.0.0.1', 'loopback'],
  [
    'another port than that of the probes',
    'PORT: "3000"',
    'PORT: "3001"',
    'does not listen at the port 3000',
  ],
  ['a secret in a ConfigMap', 'LOG_LEVEL: info', 'SECRETS_KEY: abc', 'SECRETS_KEY is a secret'],
  [
    'a migration as another service',
    'name: INBOUND_DATABASE_URL',
    'name: INBOUND_URL',
    'no login of inbound',
  ],
  ['a user that is root', 'runAsUser: 1000', 'runAsUser: 0', 'may run as root'],
  [
    'a writable image',
    'readOnlyRootFilesystem: true',
    'readOnlyRootFilesystem: false',
    'may write to its image',
  ],
  ['a capability', /- ALL\n/, '- NET_RAW\n', 'keeps capabilities'],
  ['no seccomp profile', 'type: RuntimeDefault', 'type: Unconfined', 'no seccomp profile'],
  [
    'a token of the API',
    'automountServiceAccountToken: false',
    'automountServiceAccountToken: true',
    'token',
  ],
  ['unbounded memory', /limits:\n\s+memory:/, 'limits:\n            cpu:', 'may take all memory'],
  ['a namespace that takes every pod', 'enforce: restricted', 'enforce: privileged', 'is not restricted'],
  ['no default of the network', /^[^]*name: default-deny\n[^]*$/, null, 'denies everything by default'],
  ['a default that lets out', /\{\}\n(\s+policyTypes:\n\s+- Ingress\n)\s+- Egress\n/, '{}\n$1', 'by default'],
  [
    'a connection that no policy permits',
    /^[^]*name: dns\n[^]*$/,
    null,
    'kube-dns:53/UDP: this connection is denied',
  ],
  ['a port that nobody needs', 'port: 9464', 'port: 3000', 'nobody needs this connection'],
  ['a port that is never called', 'port: 993', 'port: 994', '2000::/3:993/TCP: this connection is denied'],
  [
    'a whole range that is never called',
    'port: 465',
    'port: 465\n      endPort: 470',
    '0.0.0.0/0:465-470/TCP: nobody needs',
  ],
  ['the metadata of the cloud', /- 169\.254\.0\.0\/16\n\s+/, '', 'reaches 169.254.169.254'],
  [
    'a connection to NATS at another port',
    '- port: 4222',
    '- port: 4223',
    ':4222/TCP: this connection is denied',
  ],
  [
    'any name server for that of the cluster',
    /namespaceSelector:\n.*\n.*kube-system/,
    'namespaceSelector: {}',
    'nobody needs',
  ],
  ['a Service that leads nowhere', /targetPort: \w+/, 'targetPort: 1', 'leads to no port of one workload'],
  ['a host without TLS', '- api.example.com', '- www.example.com', 'has no TLS'],
];

const OF_HIGH_AVAILABILITY: readonly Break[] = [
  ['a single replica', 'minReplicas: 2', 'minReplicas: 1', 'one replica'],
  ['the lag of another service', 'job: analytics', 'job: webhooks', 'the lag of another service'],
  ['no metric of the lag', 'name: nimbus_consumer_lag_messages', 'name: other', 'its lag does not scale it'],
  ['no budget', /^[^]*kind: PodDisruptionBudget\n[^]*$/, null, 'disruption budget'],
  ['one zone', 'topologyKey: topology.kubernetes.io/zone', 'topologyKey: rack', 'all be in one zone'],
  ['one node', 'topologyKey: kubernetes.io/hostname', 'topologyKey: rack', 'all be on one node'],
];

const found = (overlay: string, manifests: Manifests, [, from, to]: Break): string[] =>
  manifests.broken(from, to).map((objects) => problemsOf(overlay, objects, facts).join('\n'));

describe('the check names', () => {
  it.each(BREAKS.map((each) => [each[0], each] as const))('%s', (_, each) => {
    for (const problems of found('small', small, each)) expect(problems).toContain(each[3]);
  });

  it.each(OF_HIGH_AVAILABILITY.map((each) => [each[0], each] as const))('%s among replicas', (_, each) => {
    for (const problems of found('high-availability', large, each)) expect(problems).toContain(each[3]);
  });
});
