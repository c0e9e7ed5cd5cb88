import { randomUUID } from 'node:crypto';
import { Metrics } from '#telemetry';
import { startServiceCore, type ServiceCore } from '#testing';
import { LeadMetrics } from '../src/leads/persistence/lead-metrics.js';
import { LeadsThere } from '../src/leads/persistence/leads-there.js';
import { Leads } from '../src/leads/persistence/leads.js';
import { PushClaims, Pusher } from '../src/leads/persistence/push-claims.js';
import { migrations } from '../src/persistence/migrations/index.js';

/** The persistence of leads as one process has it. With the clock of another one it is another replica. */
export const startLeadCore = (
  url: string,
  { clock, metrics = new Metrics() }: { clock?: ServiceCore['clock']; metrics?: Metrics } = {},
): Promise<ServiceCore> =>
  startServiceCore({
    service: 'platforms',
    url,
    migrations,
    providers: [
      LeadMetrics,
      Leads,
      LeadsThere,
      PushClaims,
      { provide: Metrics, useValue: metrics },
      { provide: Pusher, useFactory: () => new Pusher(randomUUID()) },
    ],
    ...(clock && { clock }),
  });
