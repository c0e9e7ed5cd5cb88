import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../process/log.js';
import { assertOwn, openOwnFolder } from '../process/own-folder.js';
import { findNativeFolder } from './native-binaries.js';
import { canEnter, canRun, findServerUser, type ServerUser } from './server-user.js';

/**
 * A place that every user can reach and that outlives a reboot. Everybody may write into it, so all of ours is in one
 * folder of this user, whose owner is checked: else another user could put binaries there that PostgreSQL's user runs.
 */
const REACHABLE = '/var/tmp';

export interface Placement {
  /** The folder of bin/. */
  readonly native: string;
  /** Holds the cluster: its data folder, password and log. */
  readonly home: string;
  readonly user: ServerUser | undefined;
}

/**
 * Chooses the folders of the binaries and the data: node_modules and `dir`, or /var/tmp. Started by root, the server runs
 * as another user, and a parent folder may be closed to that user (`mktemp -d` and /root are 0700): then /var/tmp.
 */
export function placeCluster(dir: string, log: Log): Placement {
  mkdirSync(dir, { recursive: true });
  const native = findNativeFolder();
  const user = findServerUser();
  if (user === undefined) return { native, home: dir, user };

  return {
    native: canRun(user, join(native, 'bin', 'postgres')) ? native : copyOfBinaries(native, user, log),
    home: placeHome(dir, user, log),
    user,
  };
}

const ownFolder = (user: ServerUser): string =>
  openOwnFolder(join(REACHABLE, `nimbus-${process.getuid?.()}`), user.gid);

/** One copy per installation and version of PostgreSQL, shared by all clusters that need it. */
function copyOfBinaries(native: string, user: ServerUser, log: Log): string {
  const { mtimeMs, size } = lstatSync(join(native, 'bin', 'postgres'));
  const copy = join(ownFolder(user), `postgres-bin-${hash(`${native} ${mtimeMs} ${size}`)}`);
  if (!existsSync(copy)) {
    const unfinished = mkdtempSync(`${copy}-`);
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    moveUnlessThere(unfinished, copy);
    log(
      `PostgreSQL runs as user ${user.uid}, who cannot reach ${native}: its binaries were copied to ${copy}`,
    );
  }
  assertOwn(copy);
  return copy;
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
    rmSync(from, { recursive: true }); // another process made the same copy at the same time
  }
}

const linkIn = (dir: string): string => join(dir, 'home');

/** The folder that holds the cluster of `dir`, once it was placed. */
export const homeOf = (dir: string): string => (existsSync(linkIn(dir)) ? readlinkSync(linkIn(dir)) : dir);

/** A cluster stays where it is, also when its user may enter `dir` by now. */
function placeHome(dir: string, user: ServerUser, log: Log): string {
  if (!existsSync(linkIn(dir))) return canEnter(user, dir) ? dir : openHomeElsewhere(dir, user, log);

  const home = homeOf(dir);
  assertOwn(home);
  return home;
}

/** The link in `dir` leads to the data: when `dir` was deleted, old data is not used again. */
function openHomeElsewhere(dir: string, user: ServerUser, log: Log): string {
  const home = mkdtempSync(join(ownFolder(user), `postgres-${hash(dir)}-`));
  chmodSync(home, 0o711);
  assertOwn(home);
  rmSync(linkIn(dir), { force: true });
  symlinkSync(home, linkIn(dir));
  log(`PostgreSQL runs as user ${user.uid}, who cannot enter ${dir}: its data is kept in ${home}`);
  return home;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
