import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { LeadsThere } from '../persistence/leads-there.js';
import { LookAfterLeads } from '../use-cases/look-after-leads.js';
import { Rests } from '../use-cases/rests.js';
import { PushLoop } from './push-loop.schedule.js';

/** A doubt is looked up after a while anyway. */
const REST_MS = 5_000;

/** Looks up leads of which nobody knows whether the platform has them. */
@Injectable()
export class DoubtsSchedule extends Ticker {
  constructor(leads: LeadsThere, lookAfter: LookAfterLeads, rests: Rests, pushLoop: PushLoop) {
    const work = async (): Promise<'more' | 'idle'> => {
      const claim = await leads.claimDoubtful(rests.passed());
      if (claim === undefined || claim.leads.length === 0) return 'idle';
      await lookAfter.lookUp(claim);
      pushLoop.wake();
      return 'more';
    };
    super({ name: 'DoubtfulLeads', restMs: REST_MS, work });
  }
}
