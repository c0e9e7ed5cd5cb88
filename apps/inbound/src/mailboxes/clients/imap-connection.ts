import type { Socket } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { ImapCredentials } from '#contracts';
import type { Outbound } from '#outbound';
import { clientOptions, CONNECT_MS } from './imap-options.js';
import { transportOver } from './imap-transport.js';

export interface ConnectionOptions {
  readonly outbound: Outbound;
  /** No answer may be larger. */
  readonly maxMailBytes: number;
  /** Closes the session. */
  readonly signal: AbortSignal;
}

/**
 * A client that is logged in, once `begin` has prepared it: an error that nobody hears ends the process. Rejects with
 * HostRefused or with imapflow's error, and leaves no connection behind.
 */
export async function loggedIn<T>(
  credentials: ImapCredentials,
  options: ConnectionOptions,
  begin: (client: ImapFlow, login: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const socket = await connect(credentials, options);
  const client = new ImapFlow({
    ...clientOptions(credentials.imap, options),
    transport: transportOver(socket),
  });
  options.signal.addEventListener('abort', () => client.close(), { once: true });
  try {
    return await begin(client, () => client.connect());
  } catch (error) {
    client.close();
    socket.destroy();
    throw error;
  }
}

/** Does not wait for a server that is silent when the signal comes: another process may be about to take over. */
async function connect(
  { imap: { host, port } }: ImapCredentials,
  { outbound, signal }: ConnectionOptions,
): Promise<Socket> {
  signal.throwIfAborted();
  const connecting = outbound.connect({ host, port, purpose: 'imap' }, CONNECT_MS);
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the turn has ended')), { once: true });
    connecting.then((socket) => (signal.aborted ? socket.destroy() : resolve(socket)), reject);
  });
}
