import { commandLineOf, isRunning, parentOf } from '#embedded';

const LOOK_EVERY_MS = 500;

/**
 * Calls `gone` when the npm that started this process is no more. A killed npm passes no signal on: the shell between
 * lives, Ctrl-C reaches nobody, and the next start would find the folder taken by a process that nobody sees.
 */
export function whenLauncherDies(gone: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  // npm is our parent where its shell gave way to us, else our parent's
  const isParent = commandLineOf(process.ppid)?.startsWith('npm') === true;
  const npm = isParent ? process.ppid : parentOf(process.ppid);
  if (npm === undefined || npm <= 1) return;
  const look = setInterval(() => {
    if (isRunning(npm)) return;
    clearInterval(look);
    gone();
  }, LOOK_EVERY_MS);
  look.unref();
}
