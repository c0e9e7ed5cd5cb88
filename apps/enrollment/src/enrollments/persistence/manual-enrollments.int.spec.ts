import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData, EnrollResult } from '#contracts';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { ADD_ENROLLMENTS, AddEnrollments } from './add-enrollments.js';
import { ApplyOutcomes } from './apply-outcomes.js';
import { ConfirmSends } from './confirm-sends.js';
import { RemoveEnrollments } from './remove-enrollments.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

/** Nobody matches its filter: who takes part was named. */
const forNobody = (changes: Parameters<typeof aCampaign>[0] = {}): CampaignEventData =>
  aCampaign({ contact_filter: { country: ['XX'] }, ...changes });

async function contactsFor(published: CampaignEventData, count: number): Promise<Id<'cont'>[]> {
  await harness.insertContacts(published.campaign.workspace_id, count);
  return harness.contactsOf(published);
}

const add = (snapshot: CampaignEventData, contact_ids: Id<'cont'>[]): Promise<EnrollResult> =>
  harness
    .get(AddEnrollments)
    .execute({ workspace_id: snapshot.campaign.workspace_id, snapshot, contact_ids });

const remove = ({ campaign }: CampaignEventData, contact_ids: Id<'cont'>[], stop_pending_sends = false) =>
  harness.get(RemoveEnrollments).execute({
    workspace_id: campaign.workspace_id,
    campaign_id: campaign.id,
    contact_ids,
    stop_pending_sends,
  });

const statusesOf = async (campaign: CampaignEventData): Promise<string[]> =>
  (await harness.enrollmentsOf(campaign))
    .map(({ status }) => status)
    .toSorted((one, other) => one.localeCompare(other));

describe('contacts that are enrolled by name', () => {
  it('are looked up by their keys, also in tables that were filled a moment ago', async () => {
    const campaign = forNobody();
    await harness.sync(campaign);
    const contacts = await contactsFor(campaign, 20_000);
    const values = [
      uuidOf(campaign.campaign.workspace_id),
      uuidOf(campaign.campaign.id),
      contacts.map(uuidOf),
    ];
    const plan = JSON.stringify(await harness.query(`explain ${ADD_ENROLLMENTS}`, [...values, new Date()]));

    expect(plan).toContain('Index Scan using contact_pkey on contact');
  });

  it('wait in a draft that was never received, and start at its launch', async () => {
    const draft = forNobody({ version: 1, status: 'draft' });
    const contacts = await contactsFor(draft, 3);
    expect(await add(draft, contacts)).toEqual({ enrolled: 3, skipped: [] });
    await harness.enrollAll();
    expect(await statusesOf(draft)).toEqual(['pending', 'pending', 'pending']);

    await harness.sync(changed(draft, { status: 'active' }));
    await harness.enrollAll();
    expect(await statusesOf(draft)).toEqual(['active', 'active', 'active']);
    expect(await harness.dueStepsOf(draft)).toHaveLength(3);
  });

  it('are told once, when they are enrolled: not again where they are named again or start', async () => {
    const draft = forNobody({ version: 1, status: 'draft' });
    const contacts = await contactsFor(draft, 2);
    await add(draft, contacts.slice(0, 1));
    await add(draft, contacts);
    const enrollments = await harness.enrollmentsOf(draft);
    const told = enrollments.map(({ id, contact_id, email, enrolled_at }) => ({
      campaign_id: draft.campaign.id,
      enrollment_id: idOf('enr', id),
      contact_id: idOf('cont', contact_id),
      email,
      at: enrolled_at.toISOString(),
    }));
    expect(told).toHaveLength(2);
    expect(await harness.startedOf(draft)).toEqual(told);

    await harness.sync(changed(draft, { status: 'active' }));
    await harness.enrollAll();
    expect(await statusesOf(draft)).toEqual(['active', 'active']);
    expect(await harness.startedOf(draft)).toEqual(told);
  });

  it('are passed over, and never start, where a check found the address to be invalid', async () => {
    const campaign = forNobody();
    const contacts = await contactsFor(campaign, 3);
    const check = (place: number, status: string) =>
      harness.query('update contact set verification_status = $2 where id = $1', [
        uuidOf(contacts[place] ?? ''),
        status,
      ]);
    await check(0, 'invalid');
    await check(1, 'role_based');
    expect(await add(campaign, contacts)).toEqual({
      enrolled: 2,
      skipped: [{ contact_id: contacts[0], reason: 'invalid_email' }],
    });

    await check(2, 'disposable');
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toMatchObject([
      { status: 'active' },
      { status: 'removed', stop_reason: 'invalid_email' },
    ]);
  });

  it('start within the quota of the day, before those who are found, and the rest on the next days', async () => {
    const campaign = aCampaign({ max_new_leads_per_day: 2 });
    const contacts = await contactsFor(campaign, 6);
    await harness.query(`update contact set country = 'FR' where id = any($1::uuid[])`, [
      contacts.slice(0, 3).map(uuidOf),
    ]);
    await add(campaign, contacts.slice(0, 3));
    await harness.enrollAll();
    expect(await statusesOf(campaign)).toEqual(['active', 'active', 'pending']);

    harness.clock.advance(DAY_MS);
    await harness.enrollAll();
    expect(await statusesOf(campaign)).toEqual(['active', 'active', 'active', 'active']);
    harness.clock.advance(DAY_MS);
    await harness.enrollAll();
    expect(await harness.dueStepsOf(campaign)).toHaveLength(6);
  });

  it('are enrolled once; who is enrolled, unknown, of another workspace or suppressed is skipped by name', async () => {
    const campaign = forNobody();
    const [known, ...rest] = await contactsFor(campaign, 2);
    const [suppressed] = rest;
    const [foreign] = await contactsFor(forNobody(), 1);
    const unknown = newId('cont');
    if (known === undefined || suppressed === undefined || foreign === undefined)
      throw new Error('three contacts');
    await harness.query(
      `insert into suppression (workspace_id, kind, value, reason, created_at)
       select workspace_id, 'email', lower(email), 'manual', $2 from contact where id = $1`,
      [uuidOf(suppressed), harness.clock.now()],
    );
    const requested = [known, suppressed, foreign, unknown, known];

    const skipped = [
      { contact_id: suppressed, reason: 'suppressed' },
      { contact_id: foreign, reason: 'not_found' },
      { contact_id: unknown, reason: 'not_found' },
    ];
    const first = await add(campaign, requested);
    expect(first.enrolled).toBe(1);
    expect(first.skipped).toEqual(expect.arrayContaining(skipped));
    const second = await add(campaign, requested);
    expect(second.enrolled).toBe(0);
    expect(second.skipped).toEqual(
      expect.arrayContaining([{ contact_id: known, reason: 'already_enrolled' }, ...skipped]),
    );
    expect(await harness.enrollmentsOf(campaign)).toHaveLength(1);
  });

  it('are removed instead of started when they were suppressed meanwhile', async () => {
    const draft = forNobody({ version: 1, status: 'draft' });
    await add(draft, await contactsFor(draft, 1));
    await harness.query(
      `insert into suppression (workspace_id, kind, value, reason, created_at)
       values ($1, 'domain', 'corp.test', 'manual', $2)`,
      [uuidOf(draft.campaign.workspace_id), harness.clock.now()],
    );
    await harness.sync(changed(draft, { status: 'active' }));
    await harness.enrollAll();

    expect(await statusesOf(draft)).toEqual(['removed']);
    expect(await harness.dueStepsOf(draft)).toEqual([]);
  });

  it.each(['completed', 'archived'] as const)(
    'are refused where the campaign was %s meanwhile',
    async (status) => {
      const campaign = forNobody();
      const contacts = await contactsFor(campaign, 1);
      await harness.sync(campaign, changed(campaign, { status }));

      await expect(add(campaign, contacts)).rejects.toMatchObject({
        code: 'invalid_transition',
        details: { state: status, action: 'enroll' },
      });
      expect(await harness.enrollmentsOf(campaign)).toEqual([]);
    },
  );

  it('keep the campaign from ending while they wait', async () => {
    const campaign = forNobody({ max_new_leads_per_day: 0 });
    await add(campaign, await contactsFor(campaign, 1));
    await harness.enrollAll();

    expect(await harness.exhaustedOf(campaign)).toEqual([]);
  });
});

describe('contacts that are removed', () => {
  it('still get what is queued, which then is the end of them; nothing is queued after it', async () => {
    const campaign = forNobody({ delays: [0, 0] });
    const contacts = await contactsFor(campaign, 1);
    await add(campaign, contacts);
    await harness.enrollAll();
    const [enrollment] = await harness.enrollmentsOf(campaign);
    if (enrollment === undefined) throw new Error('one is enrolled');
    const { workspace_id } = campaign.campaign;
    const send = { workspace_id, enrollment_id: idOf('enr', enrollment.id) };
    const confirm = async (step_number: number) => {
      const requested = [{ ...send, step_number }];
      return (await harness.get(ConfirmSends).execute(requested)).map(({ refusal }) => refusal);
    };
    expect(await remove(campaign, contacts)).toBe(1);
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toEqual([]);
    expect([await confirm(1), await confirm(2)]).toEqual([[undefined], ['enrollment_finished']]);

    const sent = { ...send, step_number: 1, at: new Date(), sent_from: null };
    await harness.get(ApplyOutcomes).execute({ advances: [sent], stops: [] });
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toMatchObject([
      { status: 'removed', stop_reason: 'removed', current_step: 1, awaiting_step: null, next_step_at: null },
    ]);
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
  });

  it('get nothing more when that was asked for, also when it is asked for later', async () => {
    const campaign = forNobody();
    const contacts = await contactsFor(campaign, 2);
    await add(campaign, contacts);
    await harness.enrollAll();
    expect(await remove(campaign, contacts.slice(0, 1))).toBe(1);
    expect(await remove(campaign, contacts, true)).toBe(1);
    expect(await remove(campaign, contacts, true)).toBe(0);

    expect(await harness.enrollmentsOf(campaign)).toMatchObject([
      { status: 'removed', awaiting_step: null },
      { status: 'removed', awaiting_step: null },
    ]);
  });
});
