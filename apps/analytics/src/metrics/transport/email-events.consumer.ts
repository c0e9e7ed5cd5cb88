import { Injectable } from '@nestjs/common';
import { OnEvents } from '#messaging';
import { factsOf } from '../domain/email-fact.js';
import { Bounces } from '../persistence/bounces.js';
import { Facts } from '../persistence/facts.js';
import { bouncesOf, COUNTED_EVENTS, observationsOf, type CountedEvent } from './email-observations.js';

@Injectable()
export class EmailEventsConsumer {
  constructor(
    private readonly facts: Facts,
    private readonly bounces: Bounces,
  ) {}

  /** Needs no inbox, nor one transaction: facts and bounces are the same in any order and after any repetition. */
  @OnEvents(COUNTED_EVENTS, { durable: 'analytics-email' })
  async record(events: CountedEvent[]): Promise<void> {
    await this.bounces.record(bouncesOf(events));
    await this.facts.record(factsOf(observationsOf(events)));
  }
}
