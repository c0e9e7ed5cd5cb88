import { commandLineOf, isRunning, parentOf } from '#embedded';

const CHECK_INTERVAL_MS = 500;

/**
 * Calls `onDeath` when the npm that started this process has ended. A killed npm passes no signal on: this process would
 * go on unseen, Ctrl-C would not reach it, and the next start would find the folder in use.
 */
export function whenLauncherDies(onDeath: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  // npm is the parent where its shell replaced itself by this process, else the parent's parent
  const isParent = commandLineOf(process.ppid)?.startsWith('npm') === true;
  const npm = isParent ? process.ppid : parentOf(process.ppid);
  if (npm === undefined || npm <= 1) return;
  const timer = setInterval(() => {
    if (isRunning(npm)) return;
    clearInterval(timer);
    onDeath();
  }, CHECK_INTERVAL_MS);
  timer.unref();
}
