import { afterAll, beforeAll } from '@jest/globals';
import { emptyStreams, suiteAccount } from './suite-account.js';
import { createSuiteDatabase, dropSuiteDatabase } from './suite-database.js';

export interface SuiteServers {
  /** An empty database for this suite alone, as superuser. */
  readonly databaseUrl: string;
  /** `nats://user:password@host:port` of an account whose streams are empty. The client takes `user` and `pass` apart. */
  readonly natsUrl: string;
}

/**
 * Gives a spec file its own database and NATS account. Call it at the top of the file, and read the URLs from `beforeAll`
 * on. After the last test the suite fails if it left database connections open.
 */
export function useServers(): SuiteServers {
  let databaseUrl: string | undefined;
  let natsUrl: string | undefined;

  beforeAll(async () => {
    natsUrl = suiteAccount(address('NIMBUS_TEST_NATS_URL'));
    [databaseUrl] = await Promise.all([
      createSuiteDatabase(address('NIMBUS_TEST_DATABASE_URL')),
      emptyStreams(natsUrl),
    ]);
  });

  // Jest runs afterAll hooks in the order of their definition. The hooks of the file close the connections and are
  // defined after the call of useServers(): so this hook is defined when the file has run.
  queueMicrotask(() =>
    afterAll(async () => {
      if (databaseUrl !== undefined) {
        await dropSuiteDatabase(address('NIMBUS_TEST_DATABASE_URL'), databaseUrl);
      }
    }),
  );

  return {
    get databaseUrl() {
      return known(databaseUrl);
    },
    get natsUrl() {
      return known(natsUrl);
    },
  };
}

function address(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`${variable} is not set: useServers() is for the tiers whose Jest project starts servers`);
}

function known(url: string | undefined): string {
  if (url !== undefined) return url;
  throw new Error('the servers of the suite are known from beforeAll on, not while the file loads');
}
