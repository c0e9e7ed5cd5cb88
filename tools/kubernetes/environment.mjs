import { named, serviceWorkloads, workloadsOf } from './objects.mjs';

/** Variables that Node.js and the telemetry read, and no schema of a service. */
const OF_THE_PROCESS = ['NODE_OPTIONS', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
const LOGINS = ['DATABASE_URL', 'NATS_URL'];
const PORTS = { http: 'PORT', metrics: 'METRICS_PORT', smtp: 'INBOUND_SMTP_PORT' };

/** Each service starts with the environment that it gets: judged by the schema that it reads its environment with. */
export function environmentProblems({ objects, facts }) {
  const workloads = workloadsOf(objects).flatMap(
    (workload) => readEnvironment(workload, objects, facts).problems,
  );
  const services = serviceWorkloads({ objects, facts }).flatMap((workload) =>
    serviceProblems(workload, objects, facts),
  );
  return [
    ...workloads,
    ...services,
    ...migrationProblems(objects, facts),
    ...configMapProblems(objects, facts),
  ];
}

/** The variables of a pod with the values that the ConfigMap and new secrets give them, and the references that lead nowhere. */
function readEnvironment({ label, containers }, objects, facts) {
  const sources = containers
    .flatMap(({ envFrom = [] }) => envFrom)
    .map((each) => wholeSource(each, objects, facts));
  const single = containers.flatMap(({ env = [] }) => env).map((each) => oneVariable(each, facts));
  const found = [...sources, ...single];
  return {
    variables: Object.assign({}, ...found.map(({ variables }) => variables)),
    problems: found.flatMap(({ problem }) => (problem === undefined ? [] : [`${label}: ${problem}`])),
  };
}

function wholeSource({ configMapRef, secretRef }, objects, facts) {
  const { name } = configMapRef ?? secretRef;
  const variables = configMapRef ? named(objects, 'ConfigMap', name)?.data : facts.secrets[name];
  return variables === undefined ? { problem: `there is no ${name}` } : { variables };
}

function oneVariable({ name, value, valueFrom }, facts) {
  if (valueFrom === undefined) return { variables: { [name]: value } };
  const { name: secret, key, optional = false } = valueFrom.secretKeyRef;
  const found = facts.secrets[secret]?.[key];
  if (found === undefined && !optional) return { problem: `${name}: there is no ${key} in ${secret}` };
  return { variables: { [name]: found } };
}

function serviceProblems(workload, objects, facts) {
  const { label, pod, service } = workload;
  const { variables } = readEnvironment(workload, objects, facts);
  const [{ env, ports }] = pod.containers;
  return [
    ...refusal(() => facts.loadConfig(service.schema, variables)),
    ...env
      .filter(({ name }) => !variablesOf(service.schema).includes(name))
      .map(({ name }) => `${name} is no variable of the service`),
    ...env
      .filter((variable) => isLiteralSecret(variable, facts))
      .map(({ name }) => `${name} is a secret, and no reference`),
    ...LOGINS.filter(
      (name) => env.find((each) => each.name === name)?.valueFrom?.secretKeyRef?.key !== service.name,
    ).map((name) => `${name} is the login of another service`),
    ...ports
      .filter(({ name, containerPort }) => Number(variables[PORTS[name]]) !== containerPort)
      .map(({ name, containerPort }) => `the service does not listen at the port ${containerPort} (${name})`),
    ...(variables.HOST === '0.0.0.0' ? [] : ['the service listens on loopback only']),
  ].map((problem) => `${label}: ${problem}`);
}

/** The migration changes the schema of each service as the role of that service. */
function migrationProblems(objects, facts) {
  const env = named(objects, 'Job', 'migration')?.spec.template.spec.containers[0].env ?? [];
  return facts.services
    .filter(({ name }) => {
      const login = env.find((variable) => variable.name === `${name.toUpperCase()}_DATABASE_URL`);
      return login?.valueFrom?.secretKeyRef?.key !== name;
    })
    .map(({ name }) => `Job migration: it has no login of ${name}, or that of another service`);
}

function refusal(load) {
  try {
    load();
    return [];
  } catch (error) {
    return [error.message];
  }
}

const secretNames = ({ secrets }) => [...LOGINS, ...Object.keys(secrets['nimbus-keys'])];

const variablesOf = (schema) => Object.keys(schema.shape);

const isLiteralSecret = ({ name, value }, facts) => value !== undefined && secretNames(facts).includes(name);

/** A variable that nobody reads is a wrong name, and a secret does not belong where everybody may look. */
function configMapProblems(objects, facts) {
  const known = [...OF_THE_PROCESS, ...facts.services.flatMap(({ schema }) => variablesOf(schema))];
  const given = objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('nimbus-config-'),
  );
  if (given === undefined) return ['there is no ConfigMap nimbus-config'];
  const secrets = secretNames(facts);
  return Object.keys(given.data).flatMap((name) => {
    if (secrets.includes(name)) return [`nimbus-config: ${name} is a secret`];
    return known.includes(name) ? [] : [`nimbus-config: no service reads ${name}`];
  });
}
