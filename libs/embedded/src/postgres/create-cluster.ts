import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serverEnvironment } from '../process/server-environment.js';
import type { Placement } from './placement.js';

const run = promisify(execFile);

export const dataFolder = (home: string): string => join(home, 'data');
const passwordFile = (home: string): string => join(home, 'password');

/** The password of the superuser `postgres`, generated when the cluster was made. */
export const readPassword = (home: string): string => readFileSync(passwordFile(home), 'utf8').trim();

export const postgresEnvironment = (): NodeJS.ProcessEnv => ({ ...serverEnvironment(), LC_ALL: 'C' });

/** Makes the cluster unless it is there. It gets its name only when complete: an interrupted initdb leaves no half. */
export async function createCluster(placement: Placement, { sync }: { sync: boolean }): Promise<void> {
  const { home, native, user } = placement;
  if (existsSync(dataFolder(home))) return;

  const unfinished = join(home, 'data.new');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile(home), `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  if (user !== undefined) {
    for (const path of [unfinished, passwordFile(home)]) chownSync(path, user.uid, user.gid);
  }

  const options = initOptions(unfinished, passwordFile(home));
  await run(join(native, 'bin', 'initdb'), sync ? options : [...options, '--no-sync'], {
    ...user,
    cwd: '/',
    env: postgresEnvironment(),
  });
  renameSync(unfinished, dataFolder(home));
}

/** The builtin C.UTF-8 sorts by code point on every platform alike, and still knows that É is an upper-case é. */
const initOptions = (data: string, password: string): string[] => [
  `--pgdata=${data}`,
  '--username=postgres',
  `--pwfile=${password}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];
