import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { handshakeFailureOf, lateness } from './http-failure.js';

export interface SecureOptions {
  /** The name that the certificate must have. */
  readonly host: string;
  readonly timeoutMs: number;
  /** Certificates that may vouch for the server, in place of those of Node. */
  readonly ca?: string | undefined;
}

/**
 * TLS over an open connection, for HTTP/1.1. `rejectUnauthorized` is written out, or NODE_TLS_REJECT_UNAUTHORIZED=0, set
 * for something else, would accept every certificate.
 * @throws HttpFailure; the connection is then closed
 */
export async function secureSocket(
  socket: Socket,
  { host, timeoutMs, ca }: SecureOptions,
): Promise<TLSSocket> {
  const name = isIP(host) === 0 ? { servername: host } : {};
  const options = { socket, host, ca, rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] };
  const secured = connect({ ...options, ...name });
  const closed = (): void => void secured.destroy(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
  const late = setTimeout(() => secured.destroy(lateness(timeoutMs)), timeoutMs);
  socket.once('close', closed);
  try {
    await once(secured, 'secureConnect');
    return secured;
  } catch (error) {
    socket.destroy();
    throw handshakeFailureOf(error);
  } finally {
    clearTimeout(late);
    socket.removeListener('close', closed);
  }
}
