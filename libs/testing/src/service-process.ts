import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Starts a service's `main.ts` as a process that a test can kill. Its health checks are at any port by default. */
export function spawnService(service: string, environment: Record<string, string>): ChildProcess {
  execFileSync(process.execPath, ['tools/build.mjs', `apps/${service}`, 'libs'], {
    cwd: ROOT,
    stdio: 'pipe',
  });

  return spawn(process.execPath, [`dist/apps/${service}/src/main.js`], {
    cwd: ROOT,
    env: { PORT: '0', METRICS_PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Resolves when the process has ended, in any way. */
export const ended = (process: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) resolve();
    else process.once('exit', () => resolve());
  });
