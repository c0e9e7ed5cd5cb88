import { FolderInUse } from '#embedded';
import { SystemClock } from '#kernel';
import { ConfigError, loadConfig } from '#service';
import { Home } from './home.js';
import { whenLauncherDies } from './launcher.js';
import { standaloneConfig } from './standalone.config.js';
import { Standalone } from './standalone.js';
import { Terminal } from './terminal.js';

const terminal = new Terminal(process.stdout);

try {
  const config = loadConfig(standaloneConfig);
  const standalone = new Standalone(config, await Home.open(config.NIMBUS_HOME), new SystemClock(), terminal);
  const stop = (): void => void standalone.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  whenLauncherDies(stop);
  await standalone.run();
} catch (error) {
  // a user can act on these; any other error is a bug and needs its stack
  const isUserError = error instanceof ConfigError || error instanceof FolderInUse || hasCode(error);
  console.error(isUserError ? error.message : error);
  process.exit(1);
}

/** Errors of the operating system carry a code: a port in use, a folder without permission to write. */
function hasCode(error: unknown): error is Error {
  return error instanceof Error && 'code' in error;
}
