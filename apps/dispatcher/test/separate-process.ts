import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The dispatcher as its own process, from its own `main.ts`: something to be killed. */
export function spawnDispatcher(environment: Record<string, string>): ChildProcess {
  execFileSync(process.execPath, ['tools/build.mjs', 'apps/dispatcher', 'libs'], {
    cwd: ROOT,
    stdio: 'pipe',
  });

  return spawn(process.execPath, ['dist/apps/dispatcher/src/main.js'], {
    cwd: ROOT,
    env: { ...environment, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

export const ended = (process: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) resolve();
    else process.once('exit', () => resolve());
  });
