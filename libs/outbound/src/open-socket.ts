import { connect, isIPv6, type Socket } from 'node:net';

/** One dead address of several may not use up the time for all; Node's 250 ms are less than a far server needs. */
const ATTEMPT_MS = 2_000;

/** A connection to the first of the addresses that answers. Rejects with the error of the operating system. */
export function openSocket(addresses: readonly string[], port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: 'resolved', // Node asks `lookup` for it, and never a name server
      port,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: Math.min(ATTEMPT_MS, timeoutMs),
      lookup: (_host, _options, answer) =>
        answer(
          null,
          addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })),
        ),
    });
    const tooLate = Object.assign(new Error('Connection timeout'), { code: 'ETIMEDOUT', syscall: 'connect' });
    const late = setTimeout(() => socket.destroy(tooLate), timeoutMs);
    const failed = (error: Error): void => {
      clearTimeout(late);
      reject(firstOf(error));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      clearTimeout(late);
      socket.removeListener('error', failed);
      resolve(socket);
    });
  });
}

/** The failure of several addresses has a list of errors and no message of its own. */
const firstOf = (error: Error & { readonly errors?: readonly Error[] }): Error => error.errors?.[0] ?? error;
