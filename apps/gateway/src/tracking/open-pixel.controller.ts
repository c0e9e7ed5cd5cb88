import { Controller, Header, Inject, Logger, Param, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '#kernel';
import { readOpenToken } from '#tracking';
import { Route } from '../http/route.js';
import { AddressLimits } from '../rate-limits/address-limits.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { hitOf } from './hit-of.js';
import { isMachineHit } from './machine-rules.js';
import { RecordOpen } from './record-open.js';
import { TRACKING_SECRET } from './tracking-secret.js';

/** One transparent pixel, the smallest image that every mail client shows. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** The open pixel: a mail client loads it when a person opens the message. */
@Controller('t')
export class OpenPixelController {
  private readonly logger = new Logger('Pixel');

  constructor(
    private readonly recordOpen: RecordOpen,
    private readonly addresses: AddressLimits,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
    @Inject(TRACKING_SECRET) private readonly secret: string,
  ) {}

  /** Every token gets the image: a reader must not see a broken one, and a forger must not learn what is wrong. */
  @Route('GET', ':token', {
    access: 'everybody',
    perAddress: 'by_handler',
    onEveryHost: true,
    undocumented: true,
  })
  @Header('content-type', 'image/gif')
  async get(@Param('token') name: string, @Req() request: FastifyRequest): Promise<StreamableFile> {
    // Fastify answers HEAD by this route too.
    if (this.isWithinLimit(request.ip)) await this.record(name.replace(/\.gif$/, ''), request);
    return new StreamableFile(GIF, { type: 'image/gif', length: GIF.length });
  }

  /** Above the limit of its address a pixel is drawn all the same: its reader must not see a broken image. */
  private isWithinLimit(address: string): boolean {
    return this.limits.state === 'off' || this.addresses.count(address, 'pixel').allowed;
  }

  private async record(token: string, request: FastifyRequest): Promise<void> {
    const message = readOpenToken(this.secret, token);
    if (message === null) return;
    const hit = hitOf(request, { of: 'open', at: this.clock.now(), composedAt: message.composed_at });
    try {
      await this.recordOpen.execute(message, { machine: isMachineHit(hit) });
    } catch (error) {
      this.logger.error(
        `the open of ${message.send_id} is lost`,
        error instanceof Error ? error.stack : error,
      );
    }
  }
}
