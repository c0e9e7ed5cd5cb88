import { Injectable } from '@nestjs/common';
import { LeadLeft, LeadRefused, PlatformMessageSent } from '#contracts';
import { Clock } from '#kernel';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { DelegatedSends } from '../persistence/delegated-sends.js';

const PLATFORM_EVENTS = [PlatformMessageSent, LeadRefused, LeadLeft] as const;
type PlatformEvent = AnyEventOf<(typeof PLATFORM_EVENTS)[number]>;

/** The outcomes of the sends that platforms deliver. */
@Injectable()
export class DelegatedConsumer {
  constructor(
    private readonly delegatedSends: DelegatedSends,
    private readonly clock: Clock,
  ) {}

  @OnEvents(PLATFORM_EVENTS, { durable: 'dispatcher-delegated' })
  async record(events: PlatformEvent[]): Promise<void> {
    const now = this.clock.now();
    const sent = events.filter((event) => isEvent(PlatformMessageSent, event));
    const refused = events.filter((event) => isEvent(LeadRefused, event));
    const left = events.filter((event) => isEvent(LeadLeft, event));
    await this.delegatedSends.recordSent(sent, now);
    await this.delegatedSends.refuse(refused, now);
    await this.delegatedSends.cancelLeft(left, now);
  }
}
