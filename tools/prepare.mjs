// Runs before `npm ci`: nothing here may import a dependency.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MINIMUM = [20, 19];

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes a fresh clone runnable: checks Node.js, installs the locked dependencies unless they are the installed ones,
 * and builds when asked.
 */
export async function prepare({ build } = { build: false }) {
  checkNode();
  installDependencies();
  if (build) {
    const { build: buildAll } = await import('./build.mjs');
    await buildAll();
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isEnough = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  if (isEnough) return;
  console.error(
    `Nimbus needs Node.js ${MINIMUM.join('.')} or newer; this is ${process.version} (${process.execPath}).`,
  );
  process.exit(1);
}

function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(`${ROOT}package-lock.json`))
    .digest('hex');
  const installed = `${ROOT}node_modules/.nimbus-lock`;
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;

  if (!npmInstalled()) {
    console.error('Installing the dependencies, once…');
    // A registry may fail for a moment, and npm caches the packages that arrived.
    if (!installLocked() && !installLocked()) {
      console.error('npm ci failed twice; see above.');
      process.exit(1);
    }
  }
  writeFileSync(installed, lock);
}

function installLocked() {
  const onWindows = process.platform === 'win32';
  const { status } = spawnSync(onWindows ? 'npm.cmd' : 'npm', ['ci', '--loglevel=error'], {
    cwd: ROOT,
    shell: onWindows,
    stdio: 'inherit',
  });
  return status === 0;
}

/** True when npm was run by hand since the lock changed: installing again would only cost a minute. */
function npmInstalled() {
  const hidden = `${ROOT}node_modules/.package-lock.json`;
  if (!existsSync(hidden)) return false;
  const wanted = lockedPackages(`${ROOT}package-lock.json`);
  const present = lockedPackages(hidden);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

const lockedPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
