import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { LeadsThere } from '../persistence/leads-there.js';
import { LookAfterLeads } from '../use-cases/look-after-leads.js';
import { Rests } from '../use-cases/rests.js';

/** Stops that this process learns of wake it; attempts that failed, and the leads of other processes, are found this late. */
const REST_MS = 5_000;

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
