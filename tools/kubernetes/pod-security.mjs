import { named, ofKind, workloadsOf } from './objects.mjs';

const VOLUMES = ['configMap', 'emptyDir', 'persistentVolumeClaim', 'projected', 'secret'];
const LEVEL = 'pod-security.kubernetes.io/enforce';

/** Every pod meets the level "restricted" of Kubernetes, and more: no token, no writable root, bounded memory. */
export function podSecurityProblems({ objects }) {
  const namespaces = ofKind(objects, 'Namespace')
    .filter(({ metadata }) => metadata.labels?.[LEVEL] !== 'restricted')
    .map(({ metadata }) => `Namespace ${metadata.name}: ${LEVEL} is not restricted`);
  return [...namespaces, ...workloadsOf(objects).flatMap((workload) => workloadProblems(workload, objects))];
}

function workloadProblems({ object, label, pod, containers }, objects) {
  return [...podProblems(pod, object.metadata.name, objects), ...containers.flatMap(containerProblems)].map(
    (problem) => `${label}: ${problem}`,
  );
}

function podProblems(pod, name, objects) {
  const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext ?? {};
  return failed([
    [runAsNonRoot === true && runAsUser > 0, 'it may run as root'],
    [seccompProfile?.type === 'RuntimeDefault', 'it has no seccomp profile'],
    [!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, 'it shares a namespace of its node'],
    [
      (pod.volumes ?? []).every((volume) => VOLUMES.some((kind) => kind in volume)),
      'it mounts a folder of its node',
    ],
    [pod.automountServiceAccountToken === false, 'it gets a token of the Kubernetes API'],
    [pod.serviceAccountName === name, 'it shares a ServiceAccount'],
    [
      named(objects, 'ServiceAccount', pod.serviceAccountName)?.automountServiceAccountToken === false,
      'its ServiceAccount is missing, or gives tokens',
    ],
  ]);
}

function containerProblems({ name, resources, ports = [], securityContext = {} }) {
  return failed([
    ...rightsOf(securityContext),
    [ports.every(({ hostPort }) => hostPort === undefined), 'takes a port of its node'],
    [['cpu', 'memory'].every((kind) => kind in (resources?.requests ?? {})), 'requests no CPU or no memory'],
    [resources?.limits?.memory !== undefined, 'may take all memory of its node'],
  ]).map((problem) => `the container ${name} ${problem}`);
}

function rightsOf({
  allowPrivilegeEscalation,
  readOnlyRootFilesystem,
  privileged,
  capabilities = {},
  ...others
}) {
  const overridden = Object.keys(others).join(', ');
  return [
    [allowPrivilegeEscalation === false && privileged !== true, 'may gain privileges'],
    [readOnlyRootFilesystem === true, 'may write to its image'],
    [capabilities.drop?.includes('ALL') === true && capabilities.add === undefined, 'keeps capabilities'],
    [overridden === '', `overrides ${overridden} of its pod`],
  ];
}

const failed = (checks) => checks.filter(([right]) => !right).map(([, problem]) => problem);
