import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { serverEnvironment } from '../process/server-environment.js';

const NAME = 'postgres';
const USER_TOOLS = [
  ['/usr/sbin/useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
  ['/usr/sbin/adduser', '-S', '-D', '-H', NAME], // BusyBox
] as const;

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The group that may pass through a folder of ours on the way to its cluster: the one of PostgreSQL's user, when root
 * starts PostgreSQL. Undefined where the server runs as the user of this process, or its user does not exist yet.
 */
export const serverGroup = (): number | undefined =>
  process.getuid?.() === 0 ? readPasswd()?.gid : undefined;

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, created if need be. */
export function findServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return readPasswd() ?? createUser();
}

function createUser(): ServerUser {
  const tool = USER_TOOLS.find(([path]) => existsSync(path));
  // The tool fails when a concurrent start was faster; the user exists then too.
  if (tool !== undefined) spawnSync(tool[0], tool.slice(1), { env: serverEnvironment() });

  const user = readPasswd();
  if (user !== undefined) return user;
  throw new Error(
    `PostgreSQL does not run as root, and there is no user "${NAME}": create one, run as another user, or set DATABASE_URL`,
  );
}

function readPasswd(): ServerUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${NAME}:`));
  if (line === undefined) return undefined;

  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

const asUser = (user: ServerUser) => ({ ...user, cwd: '/', env: serverEnvironment() });

/** Whether the user can run this binary: some folder above it may be closed to all but its owner. */
export const canRun = (user: ServerUser, binary: string): boolean =>
  spawnSync(binary, ['--version'], asUser(user)).status === 0;

export const canEnter = (user: ServerUser, dir: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], asUser(user)).status === 0;
