import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NatsOptions } from '#embedded';

/** One account for each worker of Jest, far more than there are. */
export const ACCOUNTS: readonly string[] = Array.from({ length: 32 }, (_, index) => `suite-${index + 1}`);

/** The name of a user, and its password, in one of the accounts: names are unique on a server. */
export const loginOf = (account: string, user: string): string => `${account}-${user}`;

const SETTINGS = {
  // Test data need not survive a power cut, and syncing takes most of a test's time.
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // Five suites at a time, each with up to two replicas of all services and their pools.
  max_connections: '800',
};

/** Files that Linux holds in memory. */
const MEMORY = '/dev/shm';
/** More than the databases of the suites of one moment and the log of PostgreSQL take. */
const NEEDED_BYTES = 4 * 2 ** 30;

declare global {
  /** Set by start-servers for stop-servers: Jest runs both in the same process, but passes no value between them. */
  var stopTestServers: (() => Promise<void>) | undefined;
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Jest's globalSetup: one PostgreSQL and one nats-server for all selected projects (Jest runs a setup file once for all
 * projects that name it). A server that the environment names is used instead.
 */
export default async function startServers(): Promise<void> {
  buildLibraries();
  await removeLeftovers();
  const dir = mkdtempSync(join(parentFolder(), `nimbus-test-${process.pid}-`));
  chmodSync(dir, 0o755); // started by root, PostgreSQL runs as another user, who must enter the folder

  const servers = await Promise.all([
    provide('NIMBUS_TEST_DATABASE_URL', async () => {
      const { startPostgres } = await import('#embedded');
      return startPostgres({ dir: join(dir, 'postgres'), settings: SETTINGS, log });
    }),
    provide('NIMBUS_TEST_NATS_URL', async () => {
      const { startNats } = await import('#embedded');
      return startNats({ dir: join(dir, 'nats'), accounts: await suiteAccounts(), log });
    }),
  ]);
  globalThis.stopTestServers = async () => {
    await Promise.all(servers.map(async (server) => server?.stop()));
    rmSync(dir, { recursive: true, force: true });
  };
}

/**
 * In memory where there is room. A run makes and drops 300 databases of up to 2,000 files: on ext4 that took a tenth of its
 * processor time, because the kernel passes over all files that were deleted within minutes (2026-11-30).
 */
function parentFolder(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= NEEDED_BYTES ? MEMORY : tmpdir();
}

/** Each account has a user that may do everything, named as the account, and the users of production. */
export async function suiteAccounts(): Promise<NonNullable<NatsOptions['accounts']>> {
  const { natsUsers } = await import('#messaging');
  const usersIn = (account: string) => {
    const login = (user: string): string => loginOf(account, user);
    return [{ user: account, password: account }, ...natsUsers(login, login)];
  };
  return Object.fromEntries(ACCOUNTS.map((account) => [account, usersIn(account)]));
}

/** Jest loads this file outside its own module system, where `#embedded` is the built library. */
function buildLibraries(): void {
  const tool = fileURLToPath(new URL('../../../../tools/build.mjs', import.meta.url));
  execFileSync(process.execPath, [tool, 'libs'], { stdio: ['ignore', 'pipe', 'inherit'] });
}

interface Stoppable {
  readonly url: string;
  stop(): Promise<void>;
}

async function provide(variable: string, start: () => Promise<Stoppable>): Promise<Stoppable | undefined> {
  if (process.env[variable]) return undefined;
  const server = await start();
  process.env[variable] = server.url;
  return server;
}

/** Removes the servers of an interrupted run, which had no teardown. */
async function removeLeftovers(): Promise<void> {
  const { isRunning, stopLeftoverNats, stopLeftoverPostgres } = await import('#embedded');
  for (const dir of [tmpdir(), MEMORY].flatMap(entriesOf)) {
    const owner = /^nimbus-test-(\d+)-/.exec(basename(dir))?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;

    try {
      await Promise.all([stopLeftoverPostgres(join(dir, 'postgres')), stopLeftoverNats(join(dir, 'nats'))]);
      rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      log(`the files of an earlier run stay in ${dir}: ${String(error)}`); // another user's, or another run removes them
    }
  }
}

const entriesOf = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
