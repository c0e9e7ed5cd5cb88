import type { Socket } from 'node:net';
import { connect as secure, type TLSSocket } from 'node:tls';
import type { ImapTransport, ImapTransportOptions } from 'imapflow';

/**
 * Carries imapflow over a connection that is there already: it goes to an address that was checked, and imapflow would
 * look the name up a second time.
 */
export const transportOver = (socket: Socket): ImapTransport => ({
  connect: (options, onConnect) => {
    if (options.secure) return secured(socket, options, onConnect);
    setImmediate(onConnect);
    return socket;
  },
  upgrade: (_plain, options, onSecure) => secured(socket, options, onSecure),
});

/** The certificate must be one of the host that the customer names, whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
const secured = (
  socket: Socket,
  { host, servername }: ImapTransportOptions,
  onSecure: () => void,
): TLSSocket =>
  secure(
    { socket, host, ...(servername !== undefined && { servername }), rejectUnauthorized: true },
    onSecure,
  );
