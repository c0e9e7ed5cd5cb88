import { OnEvents } from '#messaging';
import { Injectable } from '@nestjs/common';
import { factsOf } from '../domain/email-fact.js';
import { Facts } from '../persistence/facts.js';
import { COUNTED_EVENTS, observationsOf, type CountedEvent } from './email-observations.js';

@Injectable()
export class EmailEventsConsumer {
  constructor(private readonly facts: Facts) {}

  /** Needs no inbox: facts are the same however often and in whatever order they are told. */
  @OnEvents(COUNTED_EVENTS, { durable: 'analytics-email' })
  async record(events: CountedEvent[]): Promise<void> {
    await this.facts.record(factsOf(observationsOf(events)));
  }
}
