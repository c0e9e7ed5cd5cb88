import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A recovery after a crash, or the check of a big JetStream store, comes before the port opens. */
const READY_WITHIN_MS = 60_000;
const READY_POLL_MS = 20;
const LOG_TAIL_LINES = 15;

export interface EmbeddedServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly name: string;
  readonly binary: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Called again and again until it returns true. */
  readonly isReady: (pid: number) => boolean | Promise<boolean>;
  /** Called as soon as the process exists. */
  readonly onSpawn?: (pid: number) => void;
}

/**
 * Starts a server in a process group of its own, so that a Ctrl-C in the terminal reaches only the parent, which
 * then stops its services before their server. Its output goes to a file: a pipe would break with the parent.
 * Resolves with the pid when the server is ready; throws with the end of its log if it ends or stays silent.
 */
export async function startDetached(command: ServerCommand): Promise<number> {
  const output = openSync(command.logFile, 'a');
  const child = spawn(command.binary, command.args, {
    ...command.user,
    cwd: '/', // the caller's folder may be one that the server's user cannot enter
    env: command.env,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();

  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, signal) => (failure = `it ended with ${signal ?? `code ${code}`}`));
  if (child.pid !== undefined) command.onSpawn?.(child.pid);

  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    if (failure !== undefined) throw didNotStart(command, failure);
    if (child.pid !== undefined && (await command.isReady(child.pid))) return child.pid;
    if (performance.now() > deadline) {
      child.kill('SIGKILL');
      throw didNotStart(command, `not ready within ${READY_WITHIN_MS} ms`);
    }
    await delay(READY_POLL_MS);
  }
}

function didNotStart({ name, logFile }: ServerCommand, reason: string): Error {
  const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  return new Error(`${name} did not start: ${reason}\n${tail}`);
}
