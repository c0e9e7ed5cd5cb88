import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { readLinkToken } from '#tracking';
import { Route } from '../http/route.js';
import { AddressLimits } from '../rate-limits/address-limits.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { hitOf } from './hit-of.js';
import { LinkHitQueue } from './link-hit-queue.js';
import { isMachineHit } from './machine-rules.js';
import { pageLanguage } from './page-language.js';
import { PAGE_HEADERS, unknownPage } from './page.js';
import { redirectTarget } from './redirect-target.js';
import { TRACKING_SECRET } from './tracking-secret.js';

/** The links of a message: to the target that is signed within the token, and to nowhere else. */
@Controller('c')
export class LinkController {
  constructor(
    private readonly hits: LinkHitQueue,
    private readonly addresses: AddressLimits,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
    @Inject(TRACKING_SECRET) private readonly secret: string,
  ) {}

  /** Answers at once: the hit waits in memory for the next batch. Fastify answers HEAD by this route too. */
  @Route('GET', ':token', {
    access: 'everybody',
    perAddress: 'by_handler',
    onEveryHost: true,
    status: 302,
    undocumented: true,
  })
  follow(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    const content = readLinkToken(this.secret, token);
    const target = content === null ? undefined : redirectTarget(content.link.url);
    if (content === null || target === undefined) {
      void reply.code(404).headers(PAGE_HEADERS);
      return unknownPage(pageLanguage('', request.headers['accept-language']));
    }

    const { message, link } = content;
    const at = this.clock.now();
    const machine = isMachineHit(hitOf(request, { of: 'click', at, composedAt: message.composed_at }));
    if (this.isWithinLimit(request.ip)) this.hits.add({ message, link, at, machine });
    void reply.headers({ location: target, 'x-robots-tag': 'noindex, nofollow' });
    return '';
  }

  /** Above the limit of its address a link leads on all the same, and is not counted. */
  private isWithinLimit(address: string): boolean {
    return this.limits.state === 'off' || this.addresses.count(address, 'link').allowed;
  }
}
