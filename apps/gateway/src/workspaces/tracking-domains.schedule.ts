import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { TrackingDomains } from './tracking-domains.js';

/** A new domain wakes it. */
const REST_MS = 30_000;

@Injectable()
export class TrackingDomainsSchedule extends Ticker {
  constructor(domains: TrackingDomains) {
    super({ name: 'TrackingDomains', restMs: REST_MS, work: () => domains.checkDue() });
  }
}
