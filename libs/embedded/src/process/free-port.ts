import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

import { readIfExists } from './owner.js';

const LOOPBACK = '127.0.0.1';
const ATTEMPTS = 3;

/**
 * Below what systems give to outgoing connections (Linux from 32768 on, others from 49152 on): one of those would
 * take the port of a server while it restarts.
 */
const FIRST_PORT = 10_000;
const LAST_PORT = 32_000;

/**
 * Calls `start` with the wanted port, or else the one remembered in `file`, or else a free one, and remembers it.
 * Between finding a port free and the server's bind another process may take it: then another one is tried.
 */
export async function onFreePort<T>(
  file: string,
  wanted: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await lastOrAnyPort(file));
    try {
      const started = await start(port);
      writeFileSync(file, `${port}\n`);
      return started;
    } catch (error) {
      const wasTaken = wanted === undefined && !(await isFree(port));
      if (!wasTaken || attempt === ATTEMPTS) throw error;
    }
  }
}

async function lastOrAnyPort(file: string): Promise<number> {
  const last = Number(readIfExists(file));
  return last > 0 && (await isFree(last)) ? last : freePort();
}

/** A port that nobody listens at, on which a server may also come back after it was stopped. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isFree(port)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  listenOnce(port).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return false;
      throw error;
    },
  );

function listenOnce(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve()));
  });
}
