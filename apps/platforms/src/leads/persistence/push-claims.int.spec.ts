import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeadLeft, LeadRefused } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { outboxEvents, useServers, type ServiceCore } from '#testing';
import { startLeadCore } from '../../../test/lead-core.js';
import type { SeededCampaign } from '../../../test/seed-campaign.js';
import { seedWaiting } from '../../../test/seed-leads.js';
import type { Fate, PushClaim } from '../domain/claimed-lead.js';
import { Leads } from './leads.js';
import { PushClaims, type Passed } from './push-claims.js';
import { CLAIM } from './push-claims.sql.js';

const SIZES = { instantly: 100 };
const NOBODY: Passed = { connections: [], campaigns: [] };
const servers = useServers();
let core: ServiceCore;
let replica: ServiceCore;

beforeAll(async () => {
  core = await startLeadCore(servers.databaseUrl);
  replica = await startLeadCore(servers.databaseUrl, { clock: core.clock });
});
afterAll(async () => {
  await core.close();
  await replica.close();
});
beforeEach(() =>
  core.database.query('truncate lead, message, link, connection, platform_account, outbox cascade'),
);

const claimIn = (service: ServiceCore, passed = NOBODY) => service.get(PushClaims).claim(SIZES, passed);

async function claimed(count: number): Promise<{ claim: PushClaim; campaign: SeededCampaign }> {
  const { campaign } = await seedWaiting(core.database, count, core.clock.now());
  const claim = await claimIn(core);
  if (claim === undefined) throw new Error('leads wait');
  return { claim, campaign };
}

const written = ({ leads }: PushClaim) =>
  leads.map(({ enrollmentId, email, dueAt }) => ({
    enrollmentId,
    email,
    messages: [
      { sendId: newId('send'), stepId: newId('step'), stepNumber: 1, variant: null, subject: 'Hello', dueAt },
    ],
  }));

const fates = ({ leads }: PushClaim, fate: Fate): Map<Id<'enr'>, Fate> =>
  new Map(leads.map(({ enrollmentId }) => [enrollmentId, fate]));

async function statuses(): Promise<Record<string, number>> {
  const rows = await core.database.query<{ status: string; count: number }>(
    'select status, count(*)::int as count from lead group by status',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

const doubt = (): Fate => ({
  kind: 'doubtful',
  nextAttemptAt: core.clock.now(),
  code: 'platform_unavailable',
  message: 'no answer',
});

describe('a claim', () => {
  it('shares no lead with that of another process, and takes those first that have waited longest', async () => {
    const { leads } = await seedWaiting(core.database, 1_000, core.clock.now());
    const taken: Id<'enr'>[] = [];
    for (;;) {
      const [one, other] = await Promise.all([claimIn(core), claimIn(replica)]);
      taken.push(
        ...[one, other].flatMap((claim) => claim?.leads.map(({ enrollmentId }) => enrollmentId) ?? []),
      );
      if (one === undefined && other === undefined) break;
    }
    expect(new Set(taken).size).toBe(1_000);
    expect(taken).toHaveLength(1_000);
    expect(new Set(taken.slice(0, 200))).toEqual(new Set(leads.slice(0, 200)));
  });

  it.each([
    ['a hold', `update link set held = true`],
    ['settings that were never mirrored', 'update link set mirrored_version = null'],
    ['a campaign that is not there yet', 'update link set platform_campaign_id = null'],
    [
      'a broken connection',
      `update connection set status = 'broken', reason_code = 'x', reason = 'x', next_check_at = now()`,
    ],
    [
      'the limit of the platform',
      `update connection set blocked_until = clock_timestamp() + interval '1 minute'`,
    ],
  ])('waits for the end of %s', async (_, change) => {
    await seedWaiting(core.database, 1, core.clock.now());
    await core.database.query(change);
    expect(await claimIn(core)).toBeUndefined();
  });

  it('passes over connections and campaigns that rest', async () => {
    const { campaign } = await seedWaiting(core.database, 1, core.clock.now());
    expect(await claimIn(core, { ...NOBODY, connections: [campaign.connectionId] })).toBeUndefined();
    expect(await claimIn(core, { ...NOBODY, campaigns: [campaign.campaignId] })).toBeUndefined();
    expect((await claimIn(core))?.leads).toHaveLength(1);
  });

  it('has so many leads that their messages fit into memory', async () => {
    const { campaign } = await seedWaiting(core.database, 100, core.clock.now());
    const steps = Array.from({ length: 50 }, (_, at) => ({
      step_id: newId('step'),
      step_number: at + 1,
      delay_ms: 0,
    }));
    await core.database.query('update link set steps = $2 where campaign_id = $1', [
      uuidOf(campaign.campaignId),
      JSON.stringify(steps),
    ]);
    expect((await claimIn(core))?.leads).toHaveLength(20);
  });
});

describe('no push starts', () => {
  it('after a hold: its leads wait again', async () => {
    const { claim } = await claimed(3);
    await core.database.query('update link set held = true');
    expect(await core.get(PushClaims).start(claim, written(claim))).toEqual(new Set());

    await core.get(PushClaims).record(claim, fates(claim, { kind: 'released' }));
    expect(await statuses()).toEqual({ waiting: 3 });
    expect(await core.database.query('select from message')).toEqual([]);
  });

  it('while a hold is being written: of two at once, the hold counts the push or the push waits for it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { claim, campaign } = await claimed(1);
      const hold = core.database.transaction(async (tx) => {
        await tx.query('update link set held = true where campaign_id = $1', [uuidOf(campaign.campaignId)]);
        const sql = `select from lead where campaign_id = $1 and status = 'pushing' and push_started_at is not null`;
        return (await tx.query(sql, [uuidOf(campaign.campaignId)])).length;
      });
      const [started, counted] = await Promise.all([core.get(PushClaims).start(claim, written(claim)), hold]);
      expect(started.size).toBe(counted);
    }
  });

  it('of a lead that was stopped after its claim: it is canceled, and told once', async () => {
    const { claim, campaign } = await claimed(2);
    const [first] = claim.leads;
    if (first === undefined) throw new Error('two were claimed');
    const stop = { enrollmentId: first.enrollmentId, workspaceId: campaign.workspaceId, reason: 'replied' };
    await core.get(Leads).stop([{ ...stop, afterQueued: false }]);
    const started = await core.get(PushClaims).start(claim, written(claim));
    expect([...started]).toEqual(claim.leads.slice(1).map(({ enrollmentId }) => enrollmentId));

    const all = fates(claim, { kind: 'pushed', platformLeadId: 'a' });
    all.set(first.enrollmentId, { kind: 'released' });
    await core.get(PushClaims).record(claim, all);
    await core.get(PushClaims).record(claim, all);
    expect(await statuses()).toEqual({ pushed: 1, canceled: 1 });
    const left = await outboxEvents(core.database, LeadLeft);
    expect(left.map(({ data }) => data)).toMatchObject([
      { enrollment_id: first.enrollmentId, reason: 'replied' },
    ]);
  });
});

describe('a process that was only slow', () => {
  it('records its answer in place of the doubt that another one has noted', async () => {
    const { claim } = await claimed(2);
    await core.get(PushClaims).start(claim, written(claim));
    core.clock.advance(60_000);
    expect(await replica.get(PushClaims).reap()).toBe(2);
    expect(await statuses()).toEqual({ doubtful: 2 });
    await core.get(PushClaims).record(claim, fates(claim, { kind: 'pushed', platformLeadId: 'a' }));
    expect(await statuses()).toEqual({ pushed: 2 });
  });

  it('and had not started has its leads taken over, and changes nothing any more', async () => {
    const { claim } = await claimed(2);
    core.clock.advance(60_000);
    expect(await replica.get(PushClaims).reap()).toBe(2);
    const other = await claimIn(replica);
    expect(other?.leads).toHaveLength(2);

    expect(await core.get(PushClaims).start(claim, written(claim))).toEqual(new Set());
    await core.get(PushClaims).record(claim, fates(claim, doubt()));
    expect(await statuses()).toEqual({ pushing: 2 });
  });

  it('and beats keeps its leads', async () => {
    await claimed(1);
    core.clock.advance(40_000);
    await core.get(PushClaims).beat();
    core.clock.advance(40_000);
    expect(await replica.get(PushClaims).reap()).toBe(0);
  });
});

it('a push whose fates could not be recorded is in doubt, although its process lives', async () => {
  const { claim } = await claimed(2);
  await core.get(PushClaims).start(claim, written(claim));
  await core.database.query(`alter table lead add constraint no_record check (status <> 'pushed')`);
  const pushed: Fate = { kind: 'pushed', platformLeadId: 'a' };
  await expect(core.get(PushClaims).record(claim, fates(claim, pushed))).rejects.toThrow('no_record');
  await core.database.query('alter table lead drop constraint no_record');

  core.clock.advance(40_000);
  await core.get(PushClaims).beat();
  core.clock.advance(40_000);
  expect(await core.get(PushClaims).reap()).toBe(2);
  expect(await statuses()).toEqual({ doubtful: 2 });
});

it('a refusal is told with its reason, once, and stays on the lead', async () => {
  const { claim, campaign } = await claimed(1);
  const [lead] = claim.leads;
  if (lead === undefined) throw new Error('one was claimed');
  const fact = {
    send_id: newId('send'),
    campaign_id: campaign.campaignId,
    enrollment_id: lead.enrollmentId,
    contact_id: lead.contactId,
    step_id: newId('step'),
    step_number: 1,
    email: lead.email,
  };
  const refused: Fate = { kind: 'refused', code: 'blocklisted', message: 'on their blocklist', fact };
  await core.get(PushClaims).record(claim, fates(claim, refused));
  await core.get(PushClaims).record(claim, fates(claim, refused));

  const told = await outboxEvents(core.database, LeadRefused);
  expect(told.map(({ data }) => data)).toEqual([
    {
      ...fact,
      at: expect.any(String),
      refusal: { code: 'blocklisted', smtp_code: null, enhanced_code: null, message: 'on their blocklist' },
    },
  ]);
  expect(await core.database.query('select status, error_code from lead')).toEqual([
    { status: 'refused', error_code: 'blocklisted' },
  ]);
});

it('a claim beside 100,000 waiting leads of 1,000 campaigns probes each campaign once, by the index', async () => {
  const { campaign } = await seedWaiting(core.database, 1, core.clock.now());
  await core.database.query(
    `insert into link select (jsonb_populate_record(link, jsonb_build_object('campaign_id', gen_random_uuid(),
       'platform_campaign_id', n::text))).* from link, generate_series(1, 999) n where campaign_id = $1`,
    [uuidOf(campaign.campaignId)],
  );
  await core.database.query(
    `insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, due_at, next_attempt_at, created_at, updated_at)
     select gen_random_uuid(), workspace_id, campaign_id, gen_random_uuid(), 'lead' || n || '@receiver.example', at, at, at, at
     from link, generate_series(1, 100) n, lateral (select $1::timestamptz - n * interval '1 second' as at) due`,
    [core.clock.now()],
  );
  await core.database.query('vacuum analyze lead, link');
  const params = [core.clock.now(), randomUUID(), randomUUID(), JSON.stringify(SIZES), [], [], 1_000];
  const [row] = await core.database.query<Explained>(
    `explain (analyze, buffers, format json) ${CLAIM}`,
    params,
  );
  const plan = row?.['QUERY PLAN'][0]?.Plan;

  const text = JSON.stringify(plan);
  expect(text).toContain('lead_waiting');
  expect(text).not.toMatch(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"lead"/);
  // A probe reads three or four blocks; the 100 claimed rows are written.
  expect(plan?.['Shared Hit Blocks']).toBeLessThan(1_000 * 5 + 100 * 30);
});

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Shared Hit Blocks': number } }[];
}
