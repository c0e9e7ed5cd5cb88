import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { startDetached, type EmbeddedServer } from '../process/detached-server.js';
import { claimFolder, readIfExists, releaseFolder } from '../process/folder-owner.js';
import { onFreePort } from '../process/free-port.js';
import { silent, type Log } from '../process/log.js';
import { commandLineOf, stopProcess, type StopSignal } from '../process/running-process.js';
import { serverEnvironment } from '../process/server-environment.js';
import { findNatsServer } from './find-nats-server.js';

const SHUTDOWN = [
  { signal: 'SIGTERM', waitMs: 15_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const satisfies readonly StopSignal[];

const CONNECT_WITHIN_MS = 1_000;

/** A user as the server's configuration has it: without permissions it may do everything in its account. */
export interface NatsLogin {
  readonly user: string;
  readonly password: string;
  readonly permissions?: object;
}

export interface NatsOptions {
  /** Holds the configuration, the streams and the log; kept between starts. */
  readonly dir: string;
  /** Default: the port of the last start if it is free, else any free one. */
  readonly port?: number;
  /** The users of the server: nobody else may do anything. Without users and accounts, everybody may do everything. */
  readonly users?: readonly NatsLogin[];
  /** Isolated accounts by their names, with their users, instead of `users`. */
  readonly accounts?: Readonly<Record<string, readonly NatsLogin[]>>;
  /** The server's program. Default: the result of `findNatsServer`. */
  readonly binary?: string;
  readonly log?: Log;
}

/**
 * Starts a nats-server of our own on the loopback interface, with JetStream; its streams survive. A server left over
 * by a killed parent is stopped first. The url has no credentials, also when there are users. Throws if no binary can be had, or while another program runs this folder.
 */
export async function startNats(options: NatsOptions): Promise<EmbeddedServer> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const binary = options.binary ?? (await findNatsServer({ log: options.log ?? silent }));
  claimFolder(dir);
  await stopLeftoverNats(dir);

  return onFreePort(join(dir, 'port'), options.port, async (port) => {
    writeConfig(dir, port, options);
    const pid = await launch(binary, dir, port);
    return {
      url: `nats://127.0.0.1:${port}`,
      port,
      pid,
      stop: async () => {
        await stopProcess(pid, SHUTDOWN);
        rmSync(pidFile(dir), { force: true });
        releaseFolder(dir);
      },
    };
  });
}

const configFile = (dir: string): string => join(dir, 'nats-server.json');
const pidFile = (dir: string): string => join(dir, 'nats-server.pid');

/**
 * Stops the server of `dir`, if one runs. A server whose parent was killed goes on alone; its pid file may also
 * outlive the server and name another process, which is not stopped.
 */
export async function stopLeftoverNats(dir: string): Promise<void> {
  const pid = runningPid(dir);
  if (pid !== undefined) await stopProcess(pid, SHUTDOWN);
}

/** Undefined where no server runs this folder. */
function runningPid(dir: string): number | undefined {
  const pid = Number(readIfExists(pidFile(dir)));
  return pid > 0 && commandLineOf(pid)?.includes(configFile(resolve(dir))) === true ? pid : undefined;
}

/** The port of the server that runs in `dir`; undefined where none does. */
export function runningNatsPort(dir: string): number | undefined {
  const folder = resolve(dir);
  return runningPid(folder) === undefined ? undefined : Number(readFileSync(join(folder, 'port'), 'utf8'));
}

/**
 * Gives the running server of `dir` other users, without a restart: connections of users that are gone are closed. Answers
 * the server's port; undefined where none runs there.
 */
export function reloadNatsUsers(dir: string, users: readonly NatsLogin[]): number | undefined {
  const folder = resolve(dir);
  const pid = runningPid(folder);
  if (pid === undefined) return undefined;
  const config: object = JSON.parse(readFileSync(configFile(folder), 'utf8'));
  write(folder, { ...config, authorization: { users } });
  process.kill(pid, 'SIGHUP');
  return runningNatsPort(folder);
}

/**
 * JSON is valid in the server's own configuration language, and needs no escaping. Only the owner may read the file,
 * which holds the passwords: a command line is everybody's to read.
 */
function writeConfig(dir: string, port: number, { users, accounts }: NatsOptions): void {
  const config = {
    listen: `127.0.0.1:${port}`,
    server_name: nameOf(port),
    jetstream: { store_dir: dir }, // the server appends jetstream/
    ...(users && { authorization: { users } }),
    ...(accounts && { accounts: accountsOf(accounts) }),
  };
  write(dir, config);
}

function write(dir: string, config: object): void {
  rmSync(configFile(dir), { force: true }); // an existing file would keep its mode
  writeFileSync(configFile(dir), `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}

/** Tells our server from another one that took the port before our server bound it. */
const nameOf = (port: number): string => `nimbus-${process.pid}-${port}`;

const accountsOf = (accounts: Readonly<Record<string, readonly NatsLogin[]>>) =>
  Object.fromEntries(
    Object.entries(accounts).map(([name, users]) => [name, { jetstream: 'enabled', users }]),
  );

const launch = (binary: string, dir: string, port: number): Promise<number> =>
  startDetached({
    name: 'nats-server',
    binary,
    args: ['--config', configFile(dir)],
    logFile: join(dir, 'nats-server.log'),
    env: serverEnvironment(),
    onSpawn: (pid) => writeFileSync(pidFile(dir), `${pid}\n`),
    isReady: () => greets(port),
  });

/** A NATS server speaks first, and says its name: `INFO {…}`. */
function greets(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: CONNECT_WITHIN_MS });
    const finish = (isGreeting: boolean): void => {
      socket.destroy();
      answer(isGreeting);
    };
    socket.once('data', (greeting) => finish(greeting.toString('latin1').includes(`"${nameOf(port)}"`)));
    for (const silence of ['error', 'timeout', 'close']) socket.once(silence, () => finish(false));
  });
}
