import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, type Id } from '#kernel';
import { Metrics } from '#telemetry';
import { useServers, type ServiceCore } from '#testing';
import { startLeadCore } from '../../../test/lead-core.js';
import { seedWaiting } from '../../../test/seed-leads.js';
import type { Fate } from '../domain/claimed-lead.js';
import { LeadsThere } from './leads-there.js';
import { Leads } from './leads.js';
import { PushClaims } from './push-claims.js';

const NOBODY = { connections: [], campaigns: [] };
const metrics = new Metrics();
const servers = useServers();
let core: ServiceCore;

beforeAll(async () => {
  core = await startLeadCore(servers.databaseUrl, { metrics });
});
afterAll(() => core.close());

/** The outcomes at Instantly that were counted. */
async function counted(): Promise<Record<string, number>> {
  const metric = await metrics.registry.getSingleMetric('nimbus_platform_leads_total')?.get();
  const values = (metric?.values ?? []).filter(({ labels }) => labels['platform'] === 'instantly');
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['outcome']), value]));
}

const reason = { code: 'platform_rejected', message: 'no' };
const fact = {
  send_id: newId('send'),
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  email: 'grace@receiver.example',
};

it('each lead is counted once for its push, its look-up and its removal', async () => {
  const { campaign } = await seedWaiting(core.database, 4, core.clock.now());
  const claim = await core.get(PushClaims).claim({ instantly: 4 }, NOBODY);
  if (claim === undefined) throw new Error('leads wait');
  const written = claim.leads.map(({ enrollmentId, email }) => ({ enrollmentId, email, messages: [] }));
  await core.get(PushClaims).start(claim, written);
  const outcomes: Fate[] = [
    { kind: 'pushed', platformLeadId: 'a' },
    { kind: 'refused', ...reason, fact },
    { kind: 'doubtful', nextAttemptAt: core.clock.now(), ...reason },
  ];
  const fates = new Map(
    claim.leads.map(({ enrollmentId }, place): [Id<'enr'>, Fate] => [
      enrollmentId,
      outcomes[place] ?? { kind: 'released' },
    ]),
  );
  for (let times = 0; times < 2; times += 1) await core.get(PushClaims).record(claim, fates);
  expect(await counted()).toEqual({ pushed: 1, refused: 1, doubtful: 1, removed: 0 });

  const { leads = [] } = (await core.get(LeadsThere).claimDoubtful(NOBODY)) ?? {};
  const found = new Map(leads.map(({ email }) => [email, 'b']));
  await core.get(LeadsThere).resolve(leads, found);
  const stop = { workspaceId: campaign.workspaceId, reason: 'replied', afterQueued: false };
  await core.get(Leads).stop(leads.map(({ enrollmentId }) => ({ ...stop, enrollmentId })));
  await core.get(LeadsThere).removed(leads.map(({ enrollmentId }) => enrollmentId));
  expect(await counted()).toEqual({ pushed: 2, refused: 1, doubtful: 1, removed: 1 });
});
