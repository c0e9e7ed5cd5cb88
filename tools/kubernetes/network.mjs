import { BlockList, isIPv6 } from 'node:net';
import { ofKind, selects, workloadsOf } from './objects.mjs';

/** The ports that more than pods of this system may reach. A rule without peers lets everybody in. */
const OPEN_PORTS = { gateway: ['ingress:3000/TCP'], inbound: ['everybody:2525/TCP'] };
const METRICS = 'monitoring:9464/TCP';
const SERVERS = { nats: 4222, postgresql: 5432 };
/** The public Internet: in IPv4 without the blocks that a rule excepts, and in IPv6. */
const FAMILIES = ['0.0.0.0/0', '2000::/3'];

/** Addresses that a customer must not reach through a service: of the cluster, of the node, of the cloud's metadata. */
const INSIDE = [
  '10.0.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.0.1',
  '100.64.0.1',
  'fd00:ec2::254',
  'fe80::1',
  '::1',
];

/** Each pod may talk to exactly those that it has to. */
export function networkProblems({ objects, facts }) {
  const policies = ofKind(objects, 'NetworkPolicy');
  return [
    ...defaultProblems(policies),
    ...workloadsOf(objects).flatMap((workload) => edgeProblems(workload, { objects, facts, policies })),
    ...policies.flatMap(peerProblems),
  ];
}

function defaultProblems(policies) {
  const denies = policies.some(
    ({ spec }) =>
      selects(spec.podSelector, {}) &&
      ['Ingress', 'Egress'].every((type) => spec.policyTypes.includes(type)) &&
      spec.ingress === undefined &&
      spec.egress === undefined,
  );
  return denies ? [] : ['no NetworkPolicy denies everything by default'];
}

function edgeProblems({ label, labels }, { objects, facts, policies }) {
  const mine = policies.filter(({ spec }) => selects(spec.podSelector, labels)).map(({ spec }) => spec);
  const outgoing = mine.flatMap((spec) => rulesOf(spec, 'Egress')).flatMap((rule) => edgesOf(rule, rule.to));
  const incoming = mine
    .flatMap((spec) => rulesOf(spec, 'Ingress'))
    .flatMap((rule) => edgesOf(rule, rule.from));
  return [
    ...differences(`${label} to`, outgoing, expectedEgress(labels, objects, facts)),
    ...differences(`${label} from`, incoming, expectedIngress(labels)),
  ];
}

/** Rules of a type that the policy does not name are without effect. */
const rulesOf = (spec, type) => (spec.policyTypes.includes(type) ? (spec[type.toLowerCase()] ?? []) : []);

function expectedIngress(labels) {
  const name = labels['app.kubernetes.io/name'];
  if (SERVERS[name] !== undefined) return [`service,migration:${SERVERS[name]}/TCP`];
  if (labels['app.kubernetes.io/component'] !== 'service') return [];
  return [METRICS, ...(OPEN_PORTS[name] ?? [])];
}

function expectedEgress(labels, objects, facts) {
  const component = labels['app.kubernetes.io/component'];
  if (!['service', 'migration'].includes(component)) return [];
  const servers = Object.entries(SERVERS).map(([name, port]) => `${name}:${port}/TCP`);
  const traces = component === 'service' && sendsTraces(objects) ? ['monitoring:4318/TCP'] : [];
  const called =
    facts.services.find(({ name }) => name === labels['app.kubernetes.io/name'])?.calledPorts ?? [];
  const internet = FAMILIES.flatMap((family) => called.map((ports) => `${family}:${ports}/TCP`));
  return ['kube-system/kube-dns:53/UDP', 'kube-system/kube-dns:53/TCP', ...servers, ...traces, ...internet];
}

const sendsTraces = (objects) =>
  ofKind(objects, 'ConfigMap').some(({ data }) => data.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined);

/** The ends of a rule, as "peer:port/protocol". */
const edgesOf = ({ ports }, peers) =>
  (peers ?? [undefined]).flatMap((peer) =>
    (ports ?? [{ port: 'every port' }]).map(
      ({ port, endPort, protocol = 'TCP' }) =>
        `${nameOf(peer)}:${port}${endPort ? `-${endPort}` : ''}/${protocol}`,
    ),
  );

/** "namespace/pods", or one of the two. */
function nameOf(peer) {
  if (peer === undefined) return 'everybody';
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock) return ipBlock.cidr;
  return [namespaceSelector, podSelector]
    .filter((selector) => selector !== undefined)
    .map(valuesOf)
    .join('/');
}

function valuesOf({ matchLabels = {}, matchExpressions = [] }) {
  const values = [...Object.values(matchLabels), ...matchExpressions.flatMap((each) => each.values)];
  return values.length === 0 ? 'all' : values.join(',');
}

function differences(label, given, expected) {
  const surplus = given
    .filter((edge) => !expected.includes(edge))
    .map((edge) => `${label} ${edge}: nobody needs this connection`);
  const missing = expected
    .filter((edge) => !given.includes(edge))
    .map((edge) => `${label} ${edge}: this connection is denied`);
  return [...surplus, ...missing];
}

/** No block of addresses that a policy opens contains one from inside. */
function peerProblems({ metadata, spec }) {
  const peers = [
    ...(spec.egress ?? []).flatMap(({ to = [] }) => to),
    ...(spec.ingress ?? []).flatMap(({ from = [] }) => from),
  ];
  return peers.flatMap(({ ipBlock }) => {
    if (ipBlock === undefined) return [];
    const [block, except] = [listOf([ipBlock.cidr]), listOf(ipBlock.except ?? [])];
    const reached = INSIDE.filter((address) => contains(block, address) && !contains(except, address));
    return reached.map((address) => `NetworkPolicy ${metadata.name}: ${ipBlock.cidr} reaches ${address}`);
  });
}

function listOf(networks) {
  const list = new BlockList();
  for (const network of networks) {
    const [address, prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

const familyOf = (address) => (isIPv6(address) ? 'ipv6' : 'ipv4');
const contains = (list, address) => list.check(address, familyOf(address));
