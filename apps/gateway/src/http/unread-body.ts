import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** A rest of this size is read and thrown away, so that the connection can serve the next request. */
const DISCARDED_BYTES = 65_536;
/** The time in which a client that is still sending can read its response. */
const LINGER_MS = 1_000;

/**
 * Ends the connection of a request that is answered before its body has arrived. Node would read such a body to its end,
 * however long it is; and a socket that is closed with unread bytes is reset, so that its client may lose the response.
 */
export function leaveBodyUnread(raw: IncomingMessage, reply: FastifyReply): void {
  if (raw.complete || lengthOf(raw) <= DISCARDED_BYTES) return;

  void reply.header('connection', 'close');
  raw.once('data', () => raw.pause()); // the system stops the client when its buffers are full
  closeInTwoSteps(raw.socket);
}

/** Node calls `destroySoon` when the response has been written. */
function closeInTwoSteps(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

/** A chunked body may have any length. */
function lengthOf({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return Infinity;
  return Number(headers['content-length'] ?? 0);
}
