import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A service as its own process, from its own `main.ts`: something to be killed. Its health is at any port, unless told. */
export function spawnService(service: string, environment: Record<string, string>): ChildProcess {
  execFileSync(process.execPath, ['tools/build.mjs', `apps/${service}`, 'libs'], {
    cwd: ROOT,
    stdio: 'pipe',
  });

  return spawn(process.execPath, [`dist/apps/${service}/src/main.js`], {
    cwd: ROOT,
    env: { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Resolves when the process is gone, however it ended. */
export const ended = (process: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) resolve();
    else process.once('exit', () => resolve());
  });
