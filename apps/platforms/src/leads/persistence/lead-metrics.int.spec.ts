import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, type Id } from '#kernel';
import { Metrics } from '#telemetry';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { seedWaiting } from '../../../test/seed-leads.js';
import { migrations } from '../../persistence/migrations/index.js';
import type { Fate } from '../domain/claimed-lead.js';
import { LeadMetrics } from './lead-metrics.js';
import { LeadsThere } from './leads-there.js';
import { Leads } from './leads.js';
import { PushClaims, Pusher } from './push-claims.js';

const NOBODY = { connections: [], campaigns: [] };
const metrics = new Metrics();
const servers = useServers();
let core: ServiceCore;

beforeAll(async () => {
  core = await startServiceCore({
    service: 'platforms',
    url: servers.databaseUrl,
    migrations,
    providers: [
      LeadMetrics,
      Leads,
      LeadsThere,
      { provide: Metrics, useValue: metrics },
      PushClaims,
      { provide: Pusher, useFactory: () => new Pusher(randomUUID()) },
    ],
  });
});
afterAll(() => core.close());

/** The outcomes at Instantly that were counted. */
async function counted(): Promise<Record<string, number>> {
  const metric = await metrics.registry.getSingleMetric('nimbus_platform_leads_total')?.get();
  const values = (metric?.values ?? []).filter(({ labels }) => labels['platform'] === 'instantly');
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['outcome']), value]));
}

it('each lead is counted once for its push, its look-up and its removal', async () => {
  const { campaign } = await seedWaiting(core.database, 4, core.clock.now());
  const claim = await core.get(PushClaims).claim({ instantly: 4 }, NOBODY);
  const [taken, refused, lost, released] = claim?.leads ?? [];
  if (!claim || !taken || !refused || !lost || !released) throw new Error('four were claimed');
  const messages = claim.leads.map(({ enrollmentId, email }) => ({ enrollmentId, email, messages: [] }));
  await core.get(PushClaims).start(claim, messages);
  const reason = { code: 'platform_rejected', message: 'no' };
  const { enrollmentId: enrollment_id, contactId: contact_id, email } = refused;
  const step = { send_id: newId('send'), step_id: newId('step'), step_number: 1 };
  const fact = { ...step, campaign_id: campaign.campaignId, enrollment_id, contact_id, email };
  const fates = new Map<Id<'enr'>, Fate>([
    [taken.enrollmentId, { kind: 'pushed', platformLeadId: 'a' }],
    [enrollment_id, { kind: 'refused', ...reason, fact }],
    [lost.enrollmentId, { kind: 'doubtful', nextAttemptAt: core.clock.now(), ...reason }],
    [released.enrollmentId, { kind: 'released' }],
  ]);
  for (let times = 0; times < 2; times += 1) await core.get(PushClaims).record(claim, fates);
  expect(await counted()).toEqual({ pushed: 1, refused: 1, doubtful: 1, removed: 0 });

  const doubts = await core.get(LeadsThere).claimDoubtful(NOBODY);
  await core.get(LeadsThere).resolve(doubts?.leads ?? [], new Map([[lost.email, 'b']]));
  const stop = { workspaceId: campaign.workspaceId, reason: 'replied', afterQueued: false };
  await core.get(Leads).stop([{ ...stop, enrollmentId: lost.enrollmentId }]);
  await core.get(LeadsThere).removed([lost.enrollmentId]);
  expect(await counted()).toEqual({ pushed: 2, refused: 1, doubtful: 1, removed: 1 });
});
