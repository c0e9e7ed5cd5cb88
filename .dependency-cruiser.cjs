/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment:
        'domain/ decides; it may import only itself and the kernel (time zones by luxon are arithmetic, not I/O)',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^apps/[^/]+/src/domain/|^libs/kernel/|node_modules/(luxon|@types/luxon)/' },
    },
    {
      name: 'no-app-to-app',
      comment: 'services meet on NATS; only standalone boots the others in its own process',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
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
      from: { path: '^apps/[^/]+/src/use-cases/', pathNot: '\\.spec\\.ts$' },
      to: { path: '/src/transport/|node_modules/(typeorm|@nats-io|@nestjs/microservices)/' },
    },
    {
      name: 'production-never-imports-testing',
      severity: 'error',
      from: { pathNot: '^(libs/testing|test|bench)/|\\.spec\\.ts$|^apps/[^/]+/test/' },
      to: { path: '^libs/testing/' },
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
