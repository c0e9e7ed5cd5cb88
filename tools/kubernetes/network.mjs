import { BlockList, isIPv6 } from 'node:net';
import { ofKind, selects, workloadsOf } from './objects.mjs';

/** The ports that more than pods of this system may reach. A rule without peers lets everybody in. */
const OPEN_PORTS = { gateway: ['ingress:3000/TCP'], inbound: ['everybody:2525/TCP'] };
const METRICS = 'monitoring:9464/TCP';
const SERVERS = { nats: 4222, postgresql: 5432 };
const HIGHEST_PORT = 65_535;
const EVERY_PORT = [{ port: 1, endPort: HIGHEST_PORT }];
const ALL_PORTS = Array.from({ length: HIGHEST_PORT }, (_, index) => index + 1);
/** The public Internet in IPv4, without the blocks that a rule excepts, and in IPv6. */
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
  const mine = policies.filter(({ spec }) => selects(spec.podSelector, labels));
  const service = facts.services.find(({ name }) => name === labels['app.kubernetes.io/name']);
  const out = mine.flatMap(({ spec }) => rulesOf(spec, 'Egress'));
  const inside = out.filter((rule) => !isPublic(rule)).flatMap((rule) => edgesOf(rule, rule.to));
  const incoming = mine
    .flatMap(({ spec }) => rulesOf(spec, 'Ingress'))
    .flatMap((rule) => edgesOf(rule, rule.from));
  return [
    ...differences(`${label} to`, inside, expectedEgress(labels, objects)),
    ...differences(`${label} from`, incoming, expectedIngress(labels)),
    ...publicPortProblems(out.filter(isPublic), service, facts).map((problem) => `${label}: ${problem}`),
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

function expectedEgress(labels, objects) {
  const component = labels['app.kubernetes.io/component'];
  if (!['service', 'migration'].includes(component)) return [];
  const servers = Object.entries(SERVERS).map(([name, port]) => `${name}:${port}/TCP`);
  const traces = component === 'service' && sendsTraces(objects) ? ['monitoring:4318/TCP'] : [];
  return ['kube-dns:53/UDP', 'kube-dns:53/TCP', ...servers, ...traces];
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

function nameOf(peer) {
  if (peer === undefined) return 'everybody';
  if (peer.ipBlock) return peer.ipBlock.cidr;
  const selector = peer.podSelector ?? peer.namespaceSelector;
  const values = [
    ...Object.values(selector.matchLabels ?? {}),
    ...(selector.matchExpressions ?? []).flatMap((each) => each.values),
  ];
  return values.length === 0 ? 'everybody' : values.join(',');
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

const isPublic = ({ to }) => (to ?? []).length > 0 && to.every(({ ipBlock }) => ipBlock !== undefined);

/** The ports that the rules open in each family are those of the reasons for which the service calls hosts of customers. */
function publicPortProblems(rules, service, { ports }) {
  const purposes = service?.purposes ?? [];
  if (rules.length === 0 && purposes.length === 0) return [];
  const takes = (port) => purposes.some((purpose) => ports[purpose].takes(port));
  return FAMILIES.flatMap((family) => {
    const open = rules
      .filter(({ to }) => to.some(({ ipBlock }) => ipBlock.cidr === family))
      .flatMap((rule) => rule.ports ?? EVERY_PORT);
    const isOpen = (port) =>
      open.some(
        ({ port: from, endPort = from, protocol = 'TCP' }) =>
          protocol === 'TCP' && from <= port && port <= endPort,
      );
    const wrong = ALL_PORTS.find((port) => isOpen(port) !== takes(port));
    if (wrong === undefined) return [];
    const state = isOpen(wrong) ? 'open, and the service never calls it' : 'closed, and the service calls it';
    return [`the port ${wrong} of ${family} is ${state}`];
  });
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
