import { readdirSync, readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
const libs = readdirSync(new URL('libs', import.meta.url)).join('|');

/** What every tier shares. Libraries are mapped one by one: a bare `^#` would also catch packages' own imports. */
const base = {
  runtime: '<rootDir>/libs/testing/src/jest/shared-packages-runtime.mjs',
  testEnvironment: '<rootDir>/libs/testing/src/jest/process-environment.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    [`^#(${libs})$`]: '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.nimbus'],
  setupFilesAfterEnv: ['<rootDir>/libs/testing/src/jest/timeouts.ts'],
};

/** Tiers that talk to real servers share one PostgreSQL and one nats-server, started before the first suite. */
const onServers = {
  ...base,
  setupFilesAfterEnv: [...base.setupFilesAfterEnv, '<rootDir>/libs/testing/src/jest/check-responses.ts'],
  globalSetup: '<rootDir>/libs/testing/src/jest/start-servers.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/stop-servers.ts',
};

/** Tiers that run whole services. */
const onServices = {
  ...onServers,
  setupFilesAfterEnv: [
    ...onServers.setupFilesAfterEnv,
    '<rootDir>/libs/testing/src/jest/extend-deadlines.ts',
  ],
};

export default {
  // A worker keeps the modules of every suite that it ran: two grew to 4.4 GB each, next to V8's limit, and the last suites
  // took minutes of garbage collection (npm test 30 min instead of 12, 2026-11-29).
  workerIdleMemoryLimit: '1.5GB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{apps,libs}/**/src/**/!(*.int).spec.ts',
        '<rootDir>/libs/contracts/test/*.spec.ts',
        '<rootDir>/test/deploy/!(*.int).spec.ts',
      ],
    },
    {
      ...onServers,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs}/**/src/**/*.int.spec.ts', '<rootDir>/test/deploy/*.int.spec.ts'],
    },
    {
      ...onServices,
      displayName: 'component',
      testMatch: ['<rootDir>/apps/*/test/**/*.component.spec.ts'],
    },
    { ...onServices, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e.spec.ts'] },
    { ...onServers, displayName: 'chaos', testMatch: ['<rootDir>/test/chaos/**/*.chaos.spec.ts'] },
    { ...base, displayName: 'rolling', testMatch: ['<rootDir>/test/rolling/**/*.rolling.spec.ts'] },
    { ...onServices, displayName: 'mail', testMatch: ['<rootDir>/test/mail/**/*.mail.spec.ts'] },
  ],
};
