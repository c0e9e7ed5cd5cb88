import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { LeadsThere } from '../persistence/leads-there.js';
import { LookAfterLeads } from '../use-cases/look-after-leads.js';
import { Rests } from '../use-cases/rests.js';

const REST_MS = 1_000;

/** Removes leads that have to leave their platform. */
@Injectable()
export class LeavingSchedule extends Ticker {
  constructor(leads: LeadsThere, lookAfter: LookAfterLeads, rests: Rests) {
    const work = async (): Promise<'more' | 'idle'> => {
      const claim = await leads.claimLeaving(rests.passed());
      if (claim === undefined || claim.leads.length === 0) return 'idle';
      await lookAfter.remove(claim);
      return 'more';
    };
    super({ name: 'LeavingLeads', restMs: REST_MS, work });
  }
}
