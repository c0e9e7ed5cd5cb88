import { PORTS, SERVER_NAMES, type Purpose } from './purpose.js';

/** The host or the port may not be called. No connection was tried. */
export class HostRefused extends Error {
  override readonly name = 'HostRefused';

  private constructor(
    readonly code: 'server_not_public' | 'port_not_allowed',
    message: string,
  ) {
    super(message);
  }

  /** One answer for names that do not exist and names of private addresses, or callers could explore the local network. */
  static notPublic(purpose: Purpose): HostRefused {
    return new HostRefused('server_not_public', `not a public ${SERVER_NAMES[purpose]}`);
  }

  static port(purpose: Purpose): HostRefused {
    const ports = PORTS[purpose].join(', ');
    return new HostRefused('port_not_allowed', `a ${SERVER_NAMES[purpose]} is called at port ${ports} only`);
  }
}
