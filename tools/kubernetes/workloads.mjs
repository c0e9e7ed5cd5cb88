import { named, ofKind, serviceWorkloads, workloadsOf } from './objects.mjs';

/** A service ends itself after five seconds of `DRAIN_SECONDS` and ten more; the kubelet must not kill it before. */
const STOPS_WITHIN_SECONDS = 15;

/** Every service has one Deployment of its code, which rolls without a gap and is probed at the right addresses. */
export function workloadProblems({ objects, facts }) {
  const present = serviceWorkloads({ objects, facts });
  const missing = facts.services
    .filter(({ name }) => named(objects, 'Deployment', name) === undefined)
    .map(({ name }) => `no Deployment for the service ${name}`);
  const unknown = ofKind(objects, 'Deployment')
    .filter(({ metadata }) => !facts.services.some(({ name }) => name === metadata.name))
    .map(({ metadata }) => `Deployment ${metadata.name}: there is no such service`);
  return [
    ...missing,
    ...unknown,
    ...present.flatMap(deploymentProblems),
    ...imageProblems({ objects, facts }),
  ];
}

function deploymentProblems({ object, label, labels, pod, service }) {
  const [container] = pod.containers;
  const say = (problem) => `${label}: ${problem}`;
  const checks = [
    [labels['app.kubernetes.io/component'] === 'service', 'its pods are not labelled as a service'],
    [
      container.command?.at(-1) === `dist/apps/${service.name}/src/main.js`,
      'it does not run its own main.js',
    ],
    [
      object.spec.strategy?.rollingUpdate?.maxUnavailable === 0,
      'a rollout takes a replica away before the new one is ready',
    ],
    [pod.terminationGracePeriodSeconds > STOPS_WITHIN_SECONDS, 'it is killed before it has ended itself'],
    [container.startupProbe?.httpGet?.path === '/health/live', 'its startup probe does not ask /health/live'],
    [
      container.livenessProbe?.httpGet?.path === '/health/live',
      'its liveness probe does not ask /health/live',
    ],
    [
      container.readinessProbe?.httpGet?.path === '/health/ready',
      'its readiness probe does not ask /health/ready',
    ],
  ];
  return [
    ...checks.filter(([right]) => !right).map(([, problem]) => say(problem)),
    ...probePorts(container).map(say),
  ];
}

function probePorts(container) {
  const open = container.ports.map(({ name }) => name);
  return ['startupProbe', 'livenessProbe', 'readinessProbe']
    .filter((probe) => !open.includes(container[probe]?.httpGet?.port))
    .map((probe) => `its ${probe} asks a port that the container does not name`);
}

/** All pods of this system run one version, that of this repository; all others name theirs. */
function imageProblems({ objects, facts }) {
  return workloadsOf(objects).flatMap(({ label, labels, containers }) =>
    containers.flatMap(({ image }) => {
      const [, name, tag] = /^(.+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]{64})?$/.exec(image) ?? [];
      if (name === undefined || tag === undefined || tag === 'latest')
        return [`${label}: the image ${image} names no version`];
      const isOurs = ['service', 'migration'].includes(labels['app.kubernetes.io/component']);
      const isCurrent = !isOurs || (tag === facts.version && name.endsWith('/nimbus'));
      return isCurrent
        ? []
        : [`${label}: the image ${image} is not nimbus:${facts.version}, the version of package.json`];
    }),
  );
}
