import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * The tracking domains of customers. They lead to this gateway, and serve tracked links and unsubscribe pages alone: with
 * the rest of the API a customer's host would be one to log in at, and its owner could read what was meant for ours.
 */
@Injectable()
export class TrackingHosts {
  private domains: ReadonlySet<string> = new Set();

  replace(domains: Iterable<string>): void {
    this.domains = new Set(domains);
  }

  /** Whether a request came by a tracking domain for something that is not served there. */
  isClosed({ hostname, routeOptions }: FastifyRequest): boolean {
    return routeOptions.config.onEveryHost !== true && this.domains.has(hostOf(hostname));
  }
}

/** With the dot of the root a name is the same host. */
const hostOf = (hostname: string): string => hostname.toLowerCase().replace(/\.+$/, '');
