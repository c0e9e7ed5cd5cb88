import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { LeadsThere } from '../persistence/leads-there.js';
import { Leads } from '../persistence/leads.js';

const REST_MS = 30_000;

/** Stops that no event tells: of campaigns that are over, and of leads whose queued message has been sent. */
@Injectable()
export class StopsSchedule extends Ticker {
  constructor(leads: Leads, leadsThere: LeadsThere) {
    const work = async (): Promise<'more' | 'idle'> => {
      await leadsThere.leaveAfterSend();
      return leads.cancelOfStopped();
    };
    super({ name: 'LeadStops', restMs: REST_MS, work });
  }
}
