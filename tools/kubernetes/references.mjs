import { named, ofKind, selects, workloadsOf } from './objects.mjs';

/** Names lead somewhere: a selector that takes no pod is silent in a cluster, and protects or serves nobody. */
export function referenceProblems({ objects }) {
  const workloads = workloadsOf(objects);
  return [
    ...doubles(objects),
    ...workloads.flatMap(selectorProblems),
    ...ofKind(objects, 'Service').flatMap((service) => serviceProblems(service, workloads)),
    ...[...ofKind(objects, 'NetworkPolicy'), ...ofKind(objects, 'PodDisruptionBudget')].flatMap((object) =>
      orphan(object, object.spec.podSelector ?? object.spec.selector, workloads),
    ),
    ...ofKind(objects, 'Ingress').flatMap((ingress) => ingressProblems(ingress, objects)),
    ...ofKind(objects, 'HorizontalPodAutoscaler')
      .filter(({ spec }) => named(objects, spec.scaleTargetRef.kind, spec.scaleTargetRef.name) === undefined)
      .map(({ metadata }) => `HorizontalPodAutoscaler ${metadata.name}: it scales nothing`),
    ...ofKind(objects, 'Secret').map(
      ({ metadata }) => `Secret ${metadata.name}: a secret has no place in a manifest`,
    ),
    ...workloads.flatMap((workload) => volumeProblems(workload, objects)),
  ];
}

function doubles(objects) {
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`);
}

function selectorProblems({ object, label, labels }) {
  const { selector } = object.spec;
  return selector === undefined || selects(selector, labels)
    ? []
    : [`${label}: its selector does not take its own pods`];
}

function serviceProblems({ metadata, spec }, workloads) {
  const behind = workloads.filter(({ labels }) => selects({ matchLabels: spec.selector }, labels));
  const open = behind.flatMap(({ containers }) => containers.flatMap(({ ports = [] }) => ports));
  const has = (target) => open.some(({ name, containerPort }) => target === name || target === containerPort);
  return spec.ports
    .filter(({ port, targetPort = port }) => behind.length !== 1 || !has(targetPort))
    .map(({ name }) => `Service ${metadata.name}: its port ${name} leads to no port of one workload`);
}

function orphan({ kind, metadata }, selector, workloads) {
  return workloads.some(({ labels }) => selects(selector, labels))
    ? []
    : [`${kind} ${metadata.name}: it selects no pod`];
}

function ingressProblems({ metadata, spec }, objects) {
  const hosts = (spec.tls ?? []).flatMap((tls) => tls.hosts);
  return spec.rules.flatMap(({ host, http }) => [
    ...(hosts.includes(host) ? [] : [`Ingress ${metadata.name}: ${host} has no TLS`]),
    ...http.paths
      .filter(
        ({ backend: { service } }) =>
          !named(objects, 'Service', service.name)?.spec.ports.some(({ name }) => name === service.port.name),
      )
      .map(({ path }) => `Ingress ${metadata.name}: ${path} leads to no Service`),
  ]);
}

/** Made by hand at every upgrade, from the contracts: docs/kubernetes.md. */
const MADE_BY_HAND = ['nats-authorization'];

function volumeProblems({ object, label, pod, containers }, objects) {
  const volumes = [
    ...(pod.volumes ?? []),
    ...(object.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata),
  ];
  const lost = containers
    .flatMap(({ volumeMounts = [] }) => volumeMounts)
    .filter((mount) => !volumes.some(({ name }) => name === mount.name))
    .map(({ name }) => `${label}: there is no volume ${name}`);
  const maps = (pod.volumes ?? [])
    .flatMap(({ configMap, projected }) => [
      configMap,
      ...(projected?.sources ?? []).map((source) => source.configMap),
    ])
    .filter((map) => map !== undefined && !MADE_BY_HAND.includes(map.name))
    .filter(({ name }) => named(objects, 'ConfigMap', name) === undefined);
  return [...lost, ...maps.map(({ name }) => `${label}: there is no ConfigMap ${name}`)];
}
