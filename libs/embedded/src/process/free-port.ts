import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { readIfExists } from './folder-owner.js';

const LOOPBACK = '127.0.0.1';
const ATTEMPTS = 3;

/**
 * Below the ports of outgoing connections (Linux from 32768 on, others from 49152 on): an outgoing connection would take
 * the port of a server while it restarts.
 */
const FIRST_PORT = 10_000;
const LAST_PORT = 32_000;

/**
 * Calls `start` with the wanted port, or with the port stored in `file`, or with a free port, and stores the port. Another
 * process may take the port before the server binds it: then `start` is called with another port.
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

/** A port without a listener, which a stopped server can also bind again. */
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
