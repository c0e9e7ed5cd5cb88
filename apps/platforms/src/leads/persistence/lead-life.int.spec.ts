import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, oneof, record } from 'fast-check';
import { LeadLeft } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { outboxEvents, useServers, type ServiceCore } from '#testing';
import { startLeadCore } from '../../../test/lead-core.js';
import { seedWaiting } from '../../../test/seed-leads.js';
import type { Fate, PushClaim } from '../domain/claimed-lead.js';
import { LeadsThere } from './leads-there.js';
import { Leads } from './leads.js';
import { PushClaims } from './push-claims.js';

const LEADS = 3;
const MINUTE_MS = 60_000;
const NOBODY = { connections: [], campaigns: [] };
const servers = useServers();
let core: ServiceCore;

beforeAll(async () => {
  core = await startLeadCore(servers.databaseUrl);
});
afterAll(() => core.close());

/** The end of a push: the process dies at some point of it, its answer is lost, or comes late. */
const PUSHES = [
  'done',
  'dies_before_start',
  'dies_before_call',
  'dies_after_call',
  'answer_lost',
  'request_lost',
  'late',
] as const;
const happening = oneof(
  record({ kind: constantFrom('push' as const), push: constantFrom(...PUSHES) }),
  record({ kind: constantFrom('stop' as const), lead: nat(LEADS - 1) }),
  record({
    kind: constantFrom('look_up', 'remove', 'hold', 'go_on', 'time', 'late_answers', 'stops' as const),
  }),
);
type Happening = typeof happening extends import('fast-check').Arbitrary<infer T> ? T : never;

/** Leads, and a platform that adds whatever it is sent. */
class World {
  /** How often the platform has each lead. */
  private readonly there = new Map<string, number>();
  private readonly stopped = new Set<Id<'enr'>>();
  private late: (() => Promise<void>)[] = [];

  private constructor(
    private readonly campaign: Awaited<ReturnType<typeof seedWaiting>>['campaign'],
    private readonly leads: readonly Id<'enr'>[],
  ) {}

  static async make(): Promise<World> {
    await core.database.query('truncate lead, message, link, connection, platform_account, outbox cascade');
    const { campaign, leads } = await seedWaiting(core.database, LEADS, core.clock.now());
    return new World(campaign, leads);
  }

  async happens(each: Happening): Promise<void> {
    if (each.kind === 'push') await this.push(each.push);
    else if (each.kind === 'stop') await this.stop(each.lead);
    else await this.passes(each.kind);
    this.hasNobodyTwice();
  }

  hasNobodyTwice(): void {
    expect([...this.there.values()].filter((times) => times > 1)).toEqual([]);
  }

  /** Nothing fails any more. */
  async calms(): Promise<void> {
    await this.passes('go_on');
    for (let round = 0; round < 8; round += 1) {
      for (const kind of ['late_answers', 'time', 'look_up', 'stops', 'remove'] as const)
        await this.passes(kind);
      await this.push('done');
    }
    this.hasNobodyTwice();
  }

  /** Every lead that goes on is there, and no stopped one; each end was told once. */
  async isInOrder(): Promise<void> {
    const rows = await core.database.query<{ id: string; status: string; email: string }>(
      'select enrollment_id as id, status, email from lead',
    );
    const found = rows.map(({ id, status, email }) => ({ id, status, there: this.there.get(email) ?? 0 }));
    const ended = new Set([...this.stopped].map(uuidOf));
    for (const { id, status, there } of found) {
      const isOver = ended.has(id);
      const wanted = expect.stringMatching(isOver ? /^(removed|canceled)$/ : /^pushed$/);
      expect({ id, status, there }).toEqual({ id, status: wanted, there: isOver ? 0 : 1 });
    }
    const left = await outboxEvents(core.database, LeadLeft);
    expect(left.map(({ data }) => data.enrollment_id).toSorted()).toEqual([...this.stopped].toSorted());
  }

  private async push(push: (typeof PUSHES)[number]): Promise<void> {
    const claims = core.get(PushClaims);
    const claim = await claims.claim({ instantly: 2 }, NOBODY);
    if (claim === undefined || push === 'dies_before_start') return;
    const started = await claims.start(claim, written(claim));
    if (push === 'dies_before_call') return;
    if (push !== 'request_lost') this.add(claim, started);
    if (push === 'dies_after_call') return;
    const lost = push === 'answer_lost' || push === 'request_lost';
    const record = () => claims.record(claim, fatesOf(claim, started, lost ? doubt() : PUSHED));
    if (push === 'late') this.late.push(record);
    else await record();
  }

  private add({ leads }: PushClaim, started: ReadonlySet<Id<'enr'>>): void {
    for (const { enrollmentId, email } of leads)
      if (started.has(enrollmentId)) this.there.set(email, (this.there.get(email) ?? 0) + 1);
  }

  private async stop(place: number): Promise<void> {
    const enrollmentId = this.leads[place];
    if (enrollmentId === undefined) throw new Error('there are so many leads');
    this.stopped.add(enrollmentId);
    const { workspaceId } = this.campaign;
    const afterQueued = place === 0;
    await core.get(Leads).stop([{ enrollmentId, workspaceId, reason: 'replied', afterQueued }]);
  }

  private async passes(kind: Exclude<Happening['kind'], 'push' | 'stop'>): Promise<void> {
    switch (kind) {
      case 'look_up':
        return this.lookUp();
      case 'remove':
        return this.remove();
      case 'hold':
      case 'go_on':
        await core.database.query('update link set held = $1', [kind === 'hold']);
        return;
      case 'time':
        core.clock.advance(kind === 'time' ? 30 * 60 * MINUTE_MS : 0);
        await core.get(PushClaims).reap();
        return;
      case 'late_answers':
        for (const answer of this.late.splice(0)) await answer();
        return;
      case 'stops':
        await core.get(LeadsThere).leaveAfterSend();
        await core.get(Leads).cancelOfStopped();
    }
  }

  private async lookUp(): Promise<void> {
    const claim = await core.get(LeadsThere).claimDoubtful(NOBODY);
    if (claim === undefined) return;
    const found = claim.leads.filter(({ email }) => this.there.has(email));
    await core.get(LeadsThere).resolve(claim.leads, new Map(found.map(({ email }) => [email, 'id'])));
  }

  private async remove(): Promise<void> {
    const claim = await core.get(LeadsThere).claimLeaving(NOBODY);
    if (claim === undefined) return;
    for (const { email } of claim.leads) this.there.delete(email);
    await core.get(LeadsThere).removed(claim.leads.map(({ enrollmentId }) => enrollmentId));
  }
}

const PUSHED: Fate = { kind: 'pushed', platformLeadId: 'id' };
const doubt = (): Fate => ({
  kind: 'doubtful',
  nextAttemptAt: core.clock.now(),
  code: 'platform_unavailable',
  message: 'no answer',
});

const fatesOf = ({ leads }: PushClaim, started: ReadonlySet<Id<'enr'>>, fate: Fate): Map<Id<'enr'>, Fate> =>
  new Map(
    leads.map(({ enrollmentId }) => [enrollmentId, started.has(enrollmentId) ? fate : { kind: 'released' }]),
  );

const written = ({ leads }: PushClaim) =>
  leads.map(({ enrollmentId, email, dueAt }) => ({
    enrollmentId,
    email,
    messages: [
      { sendId: newId('send'), stepId: newId('step'), stepNumber: 1, variant: null, subject: 'Hello', dueAt },
    ],
  }));

it('whatever fails, in whatever order, no lead is there twice; and in the end each is where it belongs', async () => {
  await assert(
    asyncProperty(array(happening, { minLength: 3, maxLength: 14 }), async (course) => {
      const world = await World.make();
      for (const each of course) await world.happens(each);
      await world.calms();
      await world.isInOrder();
    }),
    { numRuns: 60 },
  );
});
