import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { silent, type Log } from '../process/log.js';
import { downloadDebianPackage } from './download-debian-package.js';
import { downloadRelease } from './download-release.js';
import { isAsInstalled } from './install-binary.js';
import { isRecentEnough, versionOf, weaknessOf } from './nats-version.js';

/** A network may fail for a moment, and without the server nothing starts. */
const ROUNDS = 2;
const PAUSE_MS = 5_000;

const BINARY = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

export interface NatsBinaryOptions {
  /** Default: `nimbus` in the user's cache folder. */
  readonly cacheDir?: string;
  readonly log?: Log;
}

/**
 * The path of a nats-server of this machine: the one installed, or the one cached, or one fetched now (the official
 * release, else Debian's package, which needs no root). An installed one that is too old for permissions is passed
 * over; the log says which version it is, and what an old one lacks. Throws naming the ways to install one if all of
 * it fails.
 */
export async function findNatsServer(options: NatsBinaryOptions = {}): Promise<string> {
  const { cacheDir = defaultCacheDir(), log = silent } = options;
  const installed = installedPaths()
    .filter(isExecutable)
    .find((path) => isUsable(path, log));
  if (installed !== undefined) return installed;

  mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
  chmodSync(cacheDir, 0o700); // an earlier version left it open
  const cached = join(cacheDir, BINARY);
  if (isAsInstalled(cached) && isUsable(cached, log)) return cached;
  return fetched(cached, log);
}

async function fetched(cached: string, log: Log): Promise<string> {
  for (let round = 1; ; round += 1) {
    const refusals = await fetchFromAny(cached, log);
    if (refusals === undefined && isUsable(cached, log)) return cached;
    if (round === ROUNDS) throw new Error(howToInstall(refusals ?? ['the fetched server is too old']));
    log('nats-server: trying again');
    await pause(PAUSE_MS);
  }
}

/** Says which server would run, and its weakness. */
function isUsable(binary: string, log: Log): boolean {
  const version = versionOf(binary);
  if (version === undefined || !isRecentEnough(version)) {
    log(`nats-server: ${binary} (${version ?? 'no version'}) is too old for users with permissions`);
    return false;
  }
  log(`nats-server ${version}: ${binary}`);
  const weakness = weaknessOf(version);
  if (weakness !== undefined) log(`WARNING: ${weakness}`);
  return true;
}

/** The reason of failure of each source; undefined when one of them put the binary there. */
async function fetchFromAny(target: string, log: Log): Promise<string[] | undefined> {
  const refusals: string[] = [];
  for (const [source, fetchInto] of SOURCES) {
    try {
      log(`nats-server: fetching ${source} to ${target}`);
      await fetchInto(target);
      return undefined;
    } catch (error) {
      refusals.push(`${source}: ${reasonOf(error)}`);
      log(`nats-server: ${refusals.at(-1)}`);
    }
  }
  return refusals;
}

const SOURCES: readonly (readonly [name: string, fetchInto: (target: string) => Promise<void>])[] = [
  ['the official release', downloadRelease],
  ["Debian's package", downloadDebianPackage],
];

const defaultCacheDir = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'nimbus');

/** The sbin folders too: Debian installs there, and they are not on every user's PATH. */
const installedPaths = (): string[] =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, BINARY));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // accessSync throws when the file is absent or not executable
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

const howToInstall = (refusals: readonly string[]): string =>
  [
    'no nats-server was found, and none could be fetched:',
    ...refusals.map((refusal) => `  - ${refusal}`),
    'Install one of these ways and start again:',
    '  - your package manager: "apt-get install nats-server", "brew install nats-server" or "scoop install nats-server"',
    '  - download it from https://github.com/nats-io/nats-server/releases and put it on the PATH',
    '  - with Go: "go install github.com/nats-io/nats-server/v2@latest"',
    'Or set NATS_URL to a server of yours that has JetStream enabled.',
  ].join('\n');
