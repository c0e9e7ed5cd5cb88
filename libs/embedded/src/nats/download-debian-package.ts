import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from '../process/error-code.js';
import { installBinary } from './install-binary.js';

const run = promisify(execFile);
const PACKAGE = 'nats-server';
const WITHIN_MS = 180_000;

/** Unpacks the distribution's package, without installing it: that works without root. */
export async function downloadDebianPackage(target: string): Promise<void> {
  await installBinary(target, async (folder) => {
    await fetchPackage(folder);
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get downloaded no ${PACKAGE}`);
    await run('dpkg-deb', ['-x', archive, 'root'], { cwd: folder, timeout: WITHIN_MS });
    return join(folder, 'root', 'usr', 'sbin', PACKAGE);
  });
}

/** The system's package lists may be missing (slim images delete them) or stale: then private ones are fetched. */
async function fetchPackage(folder: string): Promise<void> {
  try {
    await aptGet(folder, [], 'download', PACKAGE);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw error; // there is no apt-get
    const lists = [`-oDir::State=${privateFolder(folder, 'state')}`];
    await aptGet(folder, lists, 'update');
    await aptGet(folder, lists, 'download', PACKAGE);
  }
}

async function aptGet(folder: string, options: readonly string[], ...command: string[]): Promise<void> {
  const args = [
    `-oDir::Cache=${privateFolder(folder, 'cache')}`,
    '-oAPT::Sandbox::User=', // the user _apt cannot write into this folder
    '-oAcquire::http::Timeout=15',
    '-oAcquire::Retries=3',
    ...options,
    ...command,
  ];
  await run('apt-get', args, { cwd: folder, timeout: WITHIN_MS });
}

/** apt-get makes no parents of its own. */
function privateFolder(folder: string, kind: 'cache' | 'state'): string {
  const inner = kind === 'cache' ? 'archives' : 'lists';
  mkdirSync(join(folder, kind, inner, 'partial'), { recursive: true });
  return join(folder, kind);
}
