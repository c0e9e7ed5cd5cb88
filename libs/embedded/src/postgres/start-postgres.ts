import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startDetached, type EmbeddedServer } from '../process/detached-server.js';
import { claimFolder, readIfExists, releaseFolder } from '../process/folder-owner.js';
import { onFreePort } from '../process/free-port.js';
import { silent, type Log } from '../process/log.js';
import { commandLineOf, stopProcess, type StopSignal } from '../process/running-process.js';
import { createCluster, dataFolder, postgresEnvironment, readPassword } from './create-cluster.js';
import { homeOf, placeCluster, type Placement } from './placement.js';

/** Fast shutdown, then immediate (which costs a recovery at the next start), then none at all. */
const SHUTDOWN = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const satisfies readonly StopSignal[];

export interface PostgresOptions {
  /** Holds the cluster, its password and its log; kept between starts. */
  readonly dir: string;
  /** Default: the port of the last start if it is free, else any free one. */
  readonly port?: number;
  /** Further settings of the server, e.g. `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: Log;
}

/**
 * Starts a PostgreSQL of our own on the loopback interface; its data survives. A server left over by a killed
 * parent is stopped first. The url is the superuser's, with the password, to the database `postgres`. Throws where the platform has no binaries, or while another program runs this folder.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedServer> {
  const dir = resolve(options.dir);
  const placement = placeCluster(dir, options.log ?? silent);
  claimFolder(dir);
  await stopLeftoverPostgres(dir);
  await createCluster(placement, { sync: options.settings?.['fsync'] !== 'off' });

  return onFreePort(join(dir, 'port'), options.port, async (port) => {
    const pid = await whenMemoryIsFree(() => launch(placement, port, options.settings ?? {}));
    return {
      url: superuserUrl(placement.home, port),
      port,
      pid,
      stop: async () => {
        await stopProcess(pid, SHUTDOWN);
        releaseFolder(dir);
      },
    };
  });
}

const superuserUrl = (home: string, port: number): string =>
  `postgres://postgres:${readPassword(home)}@127.0.0.1:${port}/postgres`;

/** The url of the server that runs in `dir`, as superuser; undefined where none does. */
export function runningPostgresUrl(dir: string): string | undefined {
  const home = homeOf(resolve(dir));
  const pid = postmasterPid(home);
  const runs = pid !== undefined && commandLineOf(pid)?.includes(dataFolder(home)) === true;
  return runs ? superuserUrl(home, Number(readIfExists(join(resolve(dir), 'port')))) : undefined;
}

const LAUNCHES = 20;
const LAUNCH_AGAIN_MS = 250;

/** The backends of a postmaster that was killed hold its shared memory until they notice, and the next one refuses to start. */
async function whenMemoryIsFree(start: () => Promise<number>): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      const isHeld = String(error).includes('pre-existing shared memory block');
      if (!isHeld || attempt === LAUNCHES) throw error;
      await pause(LAUNCH_AGAIN_MS);
    }
  }
}

/**
 * Stops the server of `dir`, if one runs. A postmaster whose parent was killed goes on alone; its pid file may also
 * outlive the postmaster and name another process, which is not stopped.
 */
export async function stopLeftoverPostgres(dir: string): Promise<void> {
  const home = homeOf(resolve(dir));
  const pid = postmasterPid(home);
  if (pid === undefined) return;
  if (commandLineOf(pid)?.includes(dataFolder(home)) === true) await stopProcess(pid, SHUTDOWN);
  rmSync(pidFile(home), { force: true });
}

function launch(
  placement: Placement,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  const { home, native, user } = placement;
  return startDetached({
    name: 'PostgreSQL',
    binary: join(native, 'bin', 'postgres'),
    args: ['-D', dataFolder(home), ...commandLine({ ...defaults(port), ...settings })],
    logFile: join(home, 'postgres.log'),
    env: postgresEnvironment(),
    user,
    isReady: (pid) => postmasterPid(home) === pid && isAccepting(home),
  });
}

const defaults = (port: number): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  port: String(port),
  unix_socket_directories: '',
  max_connections: '200', // seven services in one process, each with its pool
  shared_buffers: '256MB',
  timezone: 'UTC',
});

const commandLine = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const pidFile = (home: string): string => join(dataFolder(home), 'postmaster.pid');

function postmasterPid(home: string): number | undefined {
  const pid = Number(readIfExists(pidFile(home))?.split('\n')[0]);
  return pid > 0 ? pid : undefined;
}

/** The postmaster writes its state into the eighth line of its pid file (since PostgreSQL 10). */
const isAccepting = (home: string): boolean =>
  readIfExists(pidFile(home))?.split('\n')[7]?.trim() === 'ready';
