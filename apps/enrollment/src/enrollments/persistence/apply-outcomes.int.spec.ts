import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import type { Advance, Stop } from '../domain/outcome.js';
import { ApplyOutcomes, type Outcomes } from './apply-outcomes.js';
import { PublishDueSteps } from './publish-due-steps.js';

type Campaign = ReturnType<typeof aCampaign>;
type Enrollment = Awaited<ReturnType<EnrollmentHarness['enrollmentsOf']>>[number];

const HOUR_MS = 3_600_000;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});

afterAll(() => harness.close());

const apply = (outcomes: Partial<Outcomes>): Promise<void> =>
  harness.get(ApplyOutcomes).execute({ advances: [], stops: [], ...outcomes });

/** A campaign whose contacts all await the outcome of the first step. */
async function started(contacts: number, changes: Parameters<typeof aCampaign>[0] = {}): Promise<Campaign> {
  const campaign = aCampaign({ delays: [0, HOUR_MS], ...changes });
  await harness.insertContacts(campaign.campaign.workspace_id, contacts);
  await harness.sync(campaign);
  await harness.enrollAll();
  return campaign;
}

async function onlyOneOf(campaign: Campaign): Promise<Enrollment> {
  const [enrollment] = await harness.enrollmentsOf(campaign);
  if (enrollment === undefined) throw new Error('nobody is enrolled');
  return enrollment;
}

const ACCOUNT = newId('ea');

const sent = (
  { campaign }: Campaign,
  { id }: Enrollment,
  step_number = 1,
  at = harness.clock.now(),
): Advance => ({
  enrollment_id: idOf('enr', id),
  workspace_id: campaign.workspace_id,
  step_number,
  at,
  sent_from: ACCOUNT,
});

const bounced = (campaign: Campaign, enrollment: Enrollment, changes: Partial<Stop> = {}): Stop => {
  const { sent_from: _, ...step } = sent(campaign, enrollment);
  return { ...step, status: 'bounced', reason: 'hard_bounce', dead_address: enrollment.email, ...changes };
};

describe('a sent step', () => {
  it('makes the next one due after its delay, counted from the sending', async () => {
    const campaign = await started(1);
    const at = harness.clock.now();
    await apply({ advances: [sent(campaign, await onlyOneOf(campaign), 1, at)] });

    expect(await onlyOneOf(campaign)).toMatchObject({
      status: 'active',
      current_step: 1,
      awaiting_step: null,
      last_sent_at: at,
      next_step_at: new Date(at.getTime() + HOUR_MS),
      sending_account_id: uuidOf(ACCOUNT),
    });
  });

  it('completes the enrollment after the last one, and the campaign with the last enrollment', async () => {
    const campaign = await started(2, { delays: [0] });
    const [one, other] = await harness.enrollmentsOf(campaign);
    if (one === undefined || other === undefined) throw new Error('two are enrolled');
    await apply({ advances: [sent(campaign, one)] });
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toEqual([]);

    await apply({ advances: [sent(campaign, other)] });
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toMatchObject([
      { status: 'completed' },
      { status: 'completed' },
    ]);
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
  });

  it('changes nothing when it is published again, even after the next step was handed over', async () => {
    const campaign = await started(1);
    const first = sent(campaign, await onlyOneOf(campaign));
    await apply({ advances: [first] });
    const afterFirst = await onlyOneOf(campaign);
    await apply({ advances: [first, first] });
    expect(await onlyOneOf(campaign)).toEqual(afterFirst);

    harness.clock.advance(HOUR_MS);
    await harness.get(PublishDueSteps).execute();
    await apply({ advances: [first] });
    expect(await onlyOneOf(campaign)).toMatchObject({ current_step: 1, awaiting_step: 2 });
  });

  it('of another workspace changes nothing', async () => {
    const campaign = await started(1);
    const before = await onlyOneOf(campaign);
    await apply({ advances: [{ ...sent(campaign, before), workspace_id: newId('ws') }] });
    expect(await onlyOneOf(campaign)).toEqual(before);
  });
});

describe('a dropped step', () => {
  it('moves the contact on from now without counting as sent', async () => {
    const campaign = await started(1);
    const at = harness.clock.now();
    await apply({ advances: [{ ...sent(campaign, await onlyOneOf(campaign), 1, at), sent_from: null }] });

    expect(await onlyOneOf(campaign)).toMatchObject({
      current_step: 1,
      last_sent_at: null,
      sending_account_id: null,
      next_step_at: new Date(at.getTime() + HOUR_MS),
    });
  });
});

describe('a sending and its bounce', () => {
  it('come to the same in any order and repetition', async () => {
    const at = harness.clock.now();
    const bounceAt = new Date(at.getTime() + 1_000);
    const orders = [
      ['sent', 'bounced'],
      ['bounced', 'sent'],
      ['bounced', 'sent', 'bounced', 'sent'],
      ['sent', 'sent', 'bounced', 'bounced', 'sent'],
    ];
    for (const delays of [[0], [0, HOUR_MS]]) {
      const results = [];
      for (const order of orders) {
        const campaign = await started(1, { delays });
        const enrollment = await onlyOneOf(campaign);
        const soft = bounced(campaign, enrollment, {
          at: bounceAt,
          reason: 'soft_bounce',
          dead_address: null,
        });
        for (const what of order) {
          await apply(
            what === 'sent' ? { advances: [sent(campaign, enrollment, 1, at)] } : { stops: [soft] },
          );
        }
        const { id: _, contact_id: __, enrolled_at: ___, ...rest } = await onlyOneOf(campaign);
        results.push({ ...rest, workspace_id: '', campaign_id: '', email: '' });
      }
      expect(results[0]).toMatchObject({
        status: 'bounced',
        current_step: 1,
        last_sent_at: at,
        finished_at: bounceAt,
      });
      for (const result of results) expect(result).toEqual(results[0]);
    }
  });
});

describe('a hard bounce', () => {
  it('suppresses the address, and stops it in the workspace and nowhere else', async () => {
    const campaign = await started(2);
    const other = aCampaign({ workspace_id: campaign.campaign.workspace_id });
    const elsewhere = await started(2);
    await harness.sync(other);
    await harness.enrollAll();
    const enrollment = await onlyOneOf(campaign);
    const stop = bounced(campaign, enrollment, { dead_address: enrollment.email.toUpperCase() });
    await apply({ stops: [stop, stop] });
    await apply({ stops: [stop] });

    const statuses = async (of: Campaign): Promise<string[]> =>
      (await harness.enrollmentsOf(of)).map(({ status, stop_reason }) =>
        `${status} ${stop_reason ?? ''}`.trim(),
      );
    expect(await statuses(campaign)).toEqual(['bounced hard_bounce', 'active']);
    expect(await statuses(other)).toEqual(['bounced hard_bounce', 'active']);
    expect(await statuses(elsewhere)).toEqual(['active', 'active']);
    const suppressions = await harness.query(
      'select kind, value, reason from suppression where workspace_id = $1',
      [uuidOf(campaign.campaign.workspace_id)],
    );
    expect(suppressions).toEqual([{ kind: 'email', value: enrollment.email, reason: 'hard_bounce' }]);
    expect(await harness.suppressedIn(campaign.campaign.workspace_id)).toMatchObject([
      { suppression: { email: enrollment.email }, contact_id: idOf('cont', enrollment.contact_id) },
    ]);
  });

  it('keeps the address out of later campaigns', async () => {
    const campaign = await started(1);
    await apply({ stops: [bounced(campaign, await onlyOneOf(campaign))] });
    const later = aCampaign({ workspace_id: campaign.campaign.workspace_id });
    await harness.sync(later);
    await harness.enrollAll();

    expect(await harness.enrollmentsOf(later)).toEqual([]);
    expect(await harness.exhaustedOf(later)).toHaveLength(1);
  });
});

describe('a failed step', () => {
  it('ends the enrollment that awaits it, and only that', async () => {
    const campaign = await started(1);
    const enrollment = await onlyOneOf(campaign);
    const failed = bounced(campaign, enrollment, { status: 'failed', reason: 'gave_up', dead_address: null });
    await apply({ advances: [sent(campaign, enrollment)] });
    await apply({ stops: [failed] });
    expect(await onlyOneOf(campaign)).toMatchObject({ status: 'active' });

    harness.clock.advance(HOUR_MS);
    await harness.get(PublishDueSteps).execute();
    await apply({ stops: [{ ...failed, step_number: 2 }] });
    expect(await onlyOneOf(campaign)).toMatchObject({
      status: 'failed',
      stop_reason: 'gave_up',
      awaiting_step: null,
    });
  });
});

describe('an outcome or a campaign that carries another workspace', () => {
  it('changes no enrollment and no campaign', async () => {
    const campaign = await started(1);
    const enrollment = await onlyOneOf(campaign);
    const workspace_id = newId('ws');
    const rows = () =>
      harness.query(
        `select to_jsonb(p)::text as replica, to_jsonb(e)::text as enrollment
         from campaign_replica p join enrollment e using (campaign_id) where campaign_id = $1`,
        [uuidOf(campaign.campaign.id)],
      );
    const before = await rows();

    await apply({
      advances: [{ ...sent(campaign, enrollment), workspace_id }],
      stops: [{ ...bounced(campaign, enrollment), workspace_id }],
    });
    await harness.sync({ ...changed(campaign, { status: 'archived', workspace_id }), version: 9 });

    expect(await rows()).toEqual(before);
    expect(before).toHaveLength(1);
  });
});
