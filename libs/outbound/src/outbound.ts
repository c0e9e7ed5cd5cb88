import { isIP, type Socket } from 'node:net';
import { hostNameOf } from './host-name.js';
import { HostRefused } from './host-refused.js';
import { openSocket } from './open-socket.js';
import { isPublicAddress } from './public-address.js';
import { RULES, type Purpose } from './purpose.js';
import { nameResolversAt, type NameResolvers } from './resolve.js';

export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly purpose: Purpose;
  /** Without TLS: for a web server only where private networks are allowed. */
  readonly plain?: boolean;
}

export interface OutboundOptions {
  readonly allowPrivateNetworks: boolean;
  /** `host:port` or `host:*`, in lower case: these are called wherever they are. */
  readonly allowedHosts: readonly string[];
}

/**
 * Opens connections to hosts that customers name. A name is resolved once, and the connection goes to exactly the
 * addresses that were checked: a second look-up could answer with an address of the local network.
 */
export class Outbound {
  constructor(
    private readonly options: OutboundOptions,
    private readonly resolvers: NameResolvers = nameResolversAt(),
  ) {}

  /** @throws HostRefused, or the error of the operating system where the host does not answer. */
  async connect(destination: Destination, timeoutMs: number): Promise<Socket> {
    return openSocket(await this.addressesOf(destination), destination.port, timeoutMs);
  }

  /** The addresses that may be called. Private addresses of a name that has public ones too are left out. */
  async addressesOf(destination: Destination): Promise<readonly string[]> {
    this.assertNamed(destination);
    const { host, port, purpose } = destination;
    if (this.isAllowed(host, port)) return this.resolved(host, this.resolvers.localName);
    const name = hostNameOf(host) ?? host;
    if (this.options.allowPrivateNetworks) return this.resolved(name, this.resolvers.localName);

    const addresses = await this.resolved(name, this.resolvers.publicName);
    const checked = addresses.filter(isPublicAddress);
    if (checked.length === 0) throw HostRefused.notPublic(purpose);
    return checked;
  }

  /**
   * The part of the check that needs no look-up: for an input, so that a mistake is reported where it is made.
   * @throws HostRefused
   */
  assertNamed({ host, port, purpose, plain = false }: Destination): void {
    if (this.isAllowed(host, port)) return;
    const inside = this.options.allowPrivateNetworks;
    if (!RULES[purpose].takes(port, inside)) throw HostRefused.port(purpose);
    const name = hostNameOf(host);
    if (name === undefined) throw HostRefused.notPublic(purpose);
    if (inside) return;
    if (plain) throw HostRefused.plain();
    if (isIP(name) !== 0 && !isPublicAddress(name)) throw HostRefused.notPublic(purpose);
  }

  private isAllowed(host: string, port: number): boolean {
    const name = host.toLowerCase();
    return this.options.allowedHosts.some((each) => each === `${name}:${port}` || each === `${name}:*`);
  }

  private async resolved(name: string, resolve: NameResolvers['publicName']): Promise<readonly string[]> {
    return isIP(name) === 0 ? resolve(name) : [name];
  }
}
