import { CommandFactory } from 'nest-commander';
import { variablesInFiles } from '#service';
import { NimbusModule } from './nimbus.module.js';

try {
  // Every command reads its servers from the environment; a container has them in files.
  Object.assign(process.env, variablesInFiles(process.env, /_URL$/));
} catch (error) {
  fail(error instanceof Error ? error : new Error(String(error)));
}

/** Without the log of Nest: the output of a command is its own. A command that fails ends with 1. */
await CommandFactory.run(NimbusModule, { logger: false, errorHandler: fail, serviceErrorHandler: fail });

function fail(error: Error & { readonly exitCode?: number }): never {
  // Commander has printed its own errors, and the help that somebody asked for is none.
  if (error.exitCode === undefined) process.stderr.write(`${error.message}\n`);
  process.exit(error.exitCode ?? 1);
}
