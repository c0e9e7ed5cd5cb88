import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { EnrollingWork } from '../../campaigns/index.js';
import { RepliedDomains } from '../persistence/replied-domains.js';

/** A reply that this process has seen wakes it; a company that another replica has let go of is seen this late. */
const REST_MS = 5_000;

/** Ends the enrollments of colleagues, apart from the signals, so that no large company delays an unsubscribe. */
@Injectable()
export class RepliedDomainsSchedule extends Ticker {
  constructor(repliedDomains: RepliedDomains, enrolling: EnrollingWork) {
    const work = async () => {
      const answer = await repliedDomains.sweep();
      if (answer === 'more') enrolling.wakeEnrolling();
      return answer;
    };
    super({ name: 'RepliedDomains', restMs: REST_MS, work });
  }
}
