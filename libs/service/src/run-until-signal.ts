import type { LoggerService } from '@nestjs/common';

/** An orchestrator kills a process soon after this time; a process that hangs must log it before. */
const STOP_WITHIN_MS = 10_000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * A signal during the start ends the process at once, with 0. Process 1 of a container ignores signals that nobody
 * handles: it would be killed after the whole grace period while it waits for its servers.
 */
export async function startUntilSignal<Started>(start: () => Promise<Started>): Promise<Started> {
  const end = (): never => process.exit(0);
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    return await start();
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
  }
}

export interface Stoppable {
  /** Resolves when those who call this process have had the time to go elsewhere. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The last line of a `main.ts`: stops the service at SIGTERM, after its drain, or at once at SIGINT, behind which is a
 * person. It ends the process with 0 when everything was finished, and with 1 when the stop took more than ten seconds,
 * or when an error was thrown that nobody caught.
 */
export function runUntilSignal(running: Stoppable, logger: LoggerService): void {
  let stopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      logger.log(`${signal}: finishing what is running`, 'Service');
      void finish(running, signal, logger);
    });
  }
  process.on('unhandledRejection', (error) => die(logger, 'a rejection that nobody handled', error));
  process.on('uncaughtException', (error) => die(logger, 'an error that nobody caught', error));
}

async function finish(running: Stoppable, signal: NodeJS.Signals, logger: LoggerService): Promise<void> {
  if (signal === 'SIGTERM') await running.drain();
  setTimeout(() => die(logger, `not finished within ${STOP_WITHIN_MS} ms`), STOP_WITHIN_MS);
  try {
    await running.stop();
  } catch (error) {
    die(logger, 'stopping failed', error);
  }
  process.exit(0);
}

function die(logger: LoggerService, what: string, error?: unknown): never {
  logger.fatal?.(what, error instanceof Error ? error.stack : error, 'Service');
  process.exit(1);
}
