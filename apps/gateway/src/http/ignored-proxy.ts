import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Says once that a proxy is in front of the gateway that is not trusted: its callers share the limits of one address. */
export class IgnoredProxy {
  private readonly logger = new Logger('Http');
  private said = false;

  look({ headers, socket }: FastifyRequest, trustedProxies: string | undefined): void {
    if (this.said || trustedProxies !== undefined || headers['x-forwarded-for'] === undefined) return;

    this.said = true;
    this.logger.warn(
      `X-Forwarded-For is ignored; if ${socket.remoteAddress} is your proxy, name its network in TRUSTED_PROXIES`,
    );
  }
}
