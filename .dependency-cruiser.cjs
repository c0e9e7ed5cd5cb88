const LAYERS = '(?:domain|use-cases|transport|persistence|clients|events|views)';

/** The folders of the gateway that every request passes. */
const EDGE = '(?:audit-log|auth|http|idempotency|rate-limits)';

/** The files of these layers, in services without and with aggregates. */
const filesOf = (layers) => ['', '[^/]+/'].map((aggregate) => `^apps/[^/]+/src/${aggregate}(?:${layers})/`);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment:
        'domain/ decides; it may import only itself and the kernel (time zones by luxon and signatures are arithmetic, and lists of domains are data: no I/O)',
      severity: 'error',
      from: { path: filesOf('domain'), pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          ...filesOf('domain'),
          '^libs/kernel/',
          '^(?:node:)?crypto$',
          'node_modules/(luxon|@types/luxon|email-providers|tldts)/',
        ],
      },
    },
    {
      name: 'no-app-to-app',
      comment:
        'services meet on NATS; only standalone boots the others in its own process, and the operator’s tool knows its folder',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/(standalone|nimbus)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'kernel-depends-on-nothing',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/', pathNot: '^libs/kernel/' },
    },
    {
      name: 'contracts-are-plain-data',
      severity: 'error',
      from: { path: '^libs/contracts/src/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/(contracts|kernel)/|node_modules/zod/' },
    },
    {
      name: 'use-cases-know-no-transport',
      severity: 'error',
      from: { path: filesOf('use-cases'), pathNot: '\\.spec\\.ts$' },
      to: { path: [...filesOf('transport'), 'node_modules/(@nats-io|@nestjs/microservices)/'] },
    },
    {
      name: 'persistence-knows-no-layer-above',
      comment: 'rows become domain objects in persistence/; views/ and transport/ make the wire form of them',
      severity: 'error',
      from: { path: filesOf('persistence'), pathNot: '\\.spec\\.ts$' },
      to: { path: filesOf('use-cases|transport|views') },
    },
    {
      name: 'typeorm-in-migrations-only',
      comment:
        'statements are SQL text that runs on Database or Transaction; TypeORM only applies the migrations',
      severity: 'error',
      from: { path: '^apps/', pathNot: '^apps/standalone/|/persistence/migrations/|\\.spec\\.ts$' },
      to: { path: 'node_modules/typeorm/' },
    },
    {
      name: 'use-cases-and-transport-know-no-driver',
      comment: 'repositories in persistence/ run the statements',
      severity: 'error',
      from: { path: filesOf('use-cases|transport'), pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },
    {
      name: 'aggregates-meet-at-their-index',
      comment: 'an aggregate uses of another one only its index.ts, and its domain/, which is pure',
      severity: 'error',
      from: { path: `^apps/([^/]+)/src/([^/]+)/${LAYERS}/` },
      to: { path: `^apps/$1/src/[^/]+/${LAYERS}/`, pathNot: '^apps/$1/src/($2|[^/]+/domain)/' },
    },
    {
      name: 'production-never-imports-testing',
      severity: 'error',
      from: { pathNot: '^(libs/testing|test|bench)/|\\.spec\\.ts$|^apps/[^/]+/test/' },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'gateway-resources-meet-at-their-index',
      comment:
        'a resource of the gateway uses of another one only its index.ts; the folders of the edge serve all',
      severity: 'error',
      from: { path: '^apps/gateway/src/([^/]+)/', pathNot: `^apps/gateway/src/${EDGE}/` },
      to: {
        path: '^apps/gateway/src/[^/]+/',
        pathNot: `^apps/gateway/src/(?:$1/|${EDGE}/|[^/]+/index\\.ts$)`,
      },
    },
    {
      name: 'gateway-edge-knows-no-resource',
      comment: 'the edge works without any resource, and without the generator of the OpenAPI document',
      severity: 'error',
      from: { path: `^apps/gateway/src/${EDGE}/` },
      to: { path: '^apps/gateway/src/[^/]+/', pathNot: `^apps/gateway/src/${EDGE}/` },
    },
    { name: 'no-orphan-dependency', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['nimbus-source', 'import', 'node', 'default', 'types'],
    },
  },
};
