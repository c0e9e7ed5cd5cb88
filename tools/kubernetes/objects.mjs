const WORKLOADS = ['Deployment', 'StatefulSet', 'Job'];

export const ofKind = (objects, kind) => objects.filter((object) => object.kind === kind);

export const named = (objects, kind, name) =>
  ofKind(objects, kind).find(({ metadata }) => metadata.name === name);

/** Everything that runs pods, with its pod's labels and description. */
export const workloadsOf = (objects) =>
  objects
    .filter(({ kind }) => WORKLOADS.includes(kind))
    .map((object) => ({
      object,
      label: `${object.kind} ${object.metadata.name}`,
      labels: object.spec.template.metadata?.labels ?? {},
      pod: object.spec.template.spec,
      containers: [
        ...(object.spec.template.spec.initContainers ?? []),
        ...object.spec.template.spec.containers,
      ],
    }));

/** The Deployments of the services, each with the facts of its service. */
export const serviceWorkloads = ({ objects, facts }) =>
  workloadsOf(objects).flatMap((workload) => {
    const service = facts.services.find(({ name }) => name === workload.object.metadata.name);
    return service && workload.object.kind === 'Deployment' ? [{ ...workload, service }] : [];
  });

/** Whether a label selector of Kubernetes takes these labels. An empty one takes all. */
export function selects({ matchLabels = {}, matchExpressions = [] }, labels) {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every((expression) => holds(expression, labels))
  );
}

function holds({ key, operator, values }, labels) {
  if (operator === 'In') return values.includes(labels[key]);
  throw new Error(`the check knows no operator ${operator}`);
}
