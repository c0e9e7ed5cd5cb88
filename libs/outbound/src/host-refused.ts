import { RULES, type Purpose } from './purpose.js';

/** The host or the port may not be called. No connection was tried. */
export class HostRefused extends Error {
  override readonly name = 'HostRefused';

  private constructor(
    readonly code: 'server_not_public' | 'port_not_allowed' | 'https_required' | 'invalid_address',
    message: string,
  ) {
    super(message);
  }

  /** One answer for names that do not exist and names of private addresses, or callers could explore the local network. */
  static notPublic(purpose: Purpose): HostRefused {
    return new HostRefused('server_not_public', `not a public ${RULES[purpose].server}`);
  }

  static port(purpose: Purpose): HostRefused {
    const { server, ports } = RULES[purpose];
    return new HostRefused('port_not_allowed', `a ${server} is called at port ${ports} only`);
  }

  /** Plain HTTP is refused: others could read the request on the way. */
  static plain(): HostRefused {
    return new HostRefused('https_required', 'a web server is called by https only');
  }

  static address(): HostRefused {
    return new HostRefused('invalid_address', 'not an address of the web');
  }

  static login(): HostRefused {
    return new HostRefused('invalid_address', 'an address may not carry a user or a password');
  }
}
