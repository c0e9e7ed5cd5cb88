import { named, ofKind, selects, serviceWorkloads } from './objects.mjs';

const LAG = 'nimbus_consumer_lag_messages';

/** Where replicas are scaled, each service survives the loss of a node, of a zone and of a rollout. */
export function availabilityProblems({ objects, facts }) {
  return serviceWorkloads({ objects, facts }).flatMap((workload) =>
    [
      ...scalingProblems(named(objects, 'HorizontalPodAutoscaler', workload.service.name), workload),
      ...budgetProblems(ofKind(objects, 'PodDisruptionBudget'), workload),
      ...spreadProblems(workload),
    ].map((problem) => `${workload.label}: ${problem}`),
  );
}

function scalingProblems(autoscaler, { object, service }) {
  if (autoscaler === undefined) return ['no HorizontalPodAutoscaler scales it'];
  const { minReplicas, maxReplicas, metrics } = autoscaler.spec;
  const lag = metrics.find(({ external }) => external?.metric.name === LAG)?.external;
  const checks = [
    [minReplicas >= 2 && maxReplicas > minReplicas, 'it has one replica, or cannot have more'],
    [object.spec.replicas === undefined, 'its manifest and its autoscaler both set the replicas'],
    [metrics.some(({ resource }) => resource?.name === 'cpu'), 'its CPU does not scale it'],
    [
      service.consumes === (lag !== undefined),
      service.consumes ? 'its lag does not scale it' : 'it consumes nothing that could lag',
    ],
    [
      lag === undefined || lag.metric.selector.matchLabels.job === service.name,
      'the lag of another service scales it',
    ],
  ];
  return checks.filter(([right]) => !right).map(([, problem]) => problem);
}

function budgetProblems(budgets, { labels }) {
  const mine = budgets.filter(({ spec }) => selects(spec.selector, labels));
  return mine.length === 1 && mine[0].spec.maxUnavailable === 1
    ? []
    : ['no disruption budget lets one replica go at a time'];
}

function spreadProblems({ labels, pod }) {
  const byZone = (pod.topologySpreadConstraints ?? []).find(
    ({ topologyKey }) => topologyKey === 'topology.kubernetes.io/zone',
  );
  const byNode = (pod.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .map(({ podAffinityTerm }) => podAffinityTerm)
    .find(({ topologyKey }) => topologyKey === 'kubernetes.io/hostname');
  const own = (term) =>
    term !== undefined &&
    selects(term.labelSelector, labels) &&
    term.matchLabelKeys?.includes('app.kubernetes.io/name');
  return [
    ...(own(byZone) && byZone.whenUnsatisfiable === 'DoNotSchedule'
      ? []
      : ['its replicas may all be in one zone']),
    ...(own(byNode) ? [] : ['its replicas may all be on one node']),
  ];
}
