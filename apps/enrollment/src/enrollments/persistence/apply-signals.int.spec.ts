import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { Happenings, started, type Campaign, type Enrollment } from '../../../test/signal-fixtures.js';
import type { Signal } from '../domain/signal.js';
import { ApplyOutcomes } from './apply-outcomes.js';
import { ApplySignals } from './apply-signals.js';
import { ConfirmSends } from './confirm-sends.js';
import { PublishDueSteps } from './publish-due-steps.js';

const HOUR_MS = 3_600_000;
const ACCOUNT = newId('ea');
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

const signal = (...signals: Signal[]) => harness.get(ApplySignals).execute(signals);

async function firstOf(campaign: Campaign): Promise<Enrollment> {
  const [enrollment] = await harness.enrollmentsOf(campaign);
  if (enrollment === undefined) throw new Error('nobody is enrolled');
  return enrollment;
}

const happeningsOf = async (campaign: Campaign): Promise<Happenings> =>
  new Happenings(campaign, await firstOf(campaign), harness.clock.now());

const endsOf = async (campaign: Campaign): Promise<string[]> =>
  (await harness.enrollmentsOf(campaign)).map(({ status, stop_reason }) =>
    `${status} ${stop_reason ?? ''}`.trim(),
  );

const suppressionsOf = ({ campaign }: Campaign) =>
  harness.query('select kind, value, reason from suppression where workspace_id = $1 order by value', [
    uuidOf(campaign.workspace_id),
  ]);

const liftAll = ({ campaign }: Campaign) =>
  harness.query('delete from suppression where workspace_id = $1', [uuidOf(campaign.workspace_id)]);

async function confirm(campaign: Campaign, step_number = 1): Promise<(string | undefined)[]> {
  const { workspace_id } = campaign.campaign;
  const enrollments = await harness.enrollmentsOf(campaign);
  const sends = enrollments.map(({ id }) => ({ workspace_id, enrollment_id: idOf('enr', id), step_number }));
  return (await harness.get(ConfirmSends).execute(sends)).map(({ refusal }) => refusal);
}

describe.each([
  ['unsubscribes', 'unsubscribed', 'unsubscribed'],
  ['complains', 'complained', 'spam_complaint'],
] as const)('a contact that %s', (_, happening, reason) => {
  it('gets nothing more in any campaign of the workspace, whatever the campaign says', async () => {
    const campaign = await started(harness, 2, { stop_on_unsubscribe: false });
    const other = aCampaign({ workspace_id: campaign.campaign.workspace_id });
    const elsewhere = await started(harness, 2);
    await harness.sync(other);
    await harness.enrollAll();
    const act = (await happeningsOf(campaign))[happening];
    await signal(act, act);
    await signal(act);

    expect(await endsOf(campaign)).toEqual([`unsubscribed ${reason}`, 'active']);
    expect(await endsOf(other)).toEqual([`unsubscribed ${reason}`, 'active']);
    expect(await endsOf(elsewhere)).toEqual(['active', 'active']);
    const { email } = await firstOf(campaign);
    expect(await suppressionsOf(campaign)).toEqual([{ kind: 'email', value: email, reason }]);
    expect(await confirm(campaign)).toEqual(['enrollment_finished', undefined]);
    expect(await confirm(other)).toEqual(['enrollment_finished', undefined]);
    const told = [...(await harness.finishedOf(campaign)), ...(await harness.finishedOf(other))];
    expect(told).toMatchObject([
      { email, status: 'unsubscribed', reason },
      { email, status: 'unsubscribed', reason },
    ]);
    const { contact_id } = await firstOf(campaign);
    expect(await harness.suppressedIn(campaign.campaign.workspace_id)).toMatchObject([
      { suppression: { email, reason }, contact_id: idOf('cont', contact_id) },
    ]);
  });

  it('is not suppressed again by the same event once that was lifted, but by a later act', async () => {
    const campaign = await started(harness, 1);
    const act = (await happeningsOf(campaign))[happening];
    await signal(act);
    await liftAll(campaign);
    const later = aCampaign({ workspace_id: campaign.campaign.workspace_id });
    await harness.sync(later);
    await harness.enrollAll();
    await signal(act);
    expect([await endsOf(later), await suppressionsOf(campaign)]).toEqual([['active'], []]);

    await signal({ ...act, at: new Date(act.at.getTime() + HOUR_MS) });
    expect(await endsOf(later)).toEqual([`unsubscribed ${reason}`]);
    expect(await suppressionsOf(campaign)).toMatchObject([{ reason }]);
  });

  it('gets nothing more at the address that it has now, where that was changed since it was enrolled', async () => {
    const campaign = await started(harness, 1);
    const { contact_id, email } = await firstOf(campaign);
    await harness.query(`update contact set email = 'New@corp.test' where id = $1`, [contact_id]);
    const later = aCampaign({ workspace_id: campaign.campaign.workspace_id });
    await harness.sync(later);
    await harness.enrollAll();
    await signal((await happeningsOf(campaign))[happening]);

    expect(await suppressionsOf(campaign)).toEqual([
      { kind: 'email', value: 'new@corp.test', reason },
      { kind: 'email', value: email, reason },
    ]);
    expect([...(await endsOf(campaign)), ...(await endsOf(later))]).toEqual([
      `unsubscribed ${reason}`,
      `unsubscribed ${reason}`,
    ]);
    expect(await harness.finishedOf(campaign)).toHaveLength(1);
  });

  it('changes nothing in another workspace', async () => {
    const campaign = await started(harness, 1);
    const act = (await happeningsOf(campaign))[happening];
    await signal({ ...act, workspace_id: newId('ws') });
    expect(await endsOf(campaign)).toEqual(['active']);
    expect(await suppressionsOf(campaign)).toEqual([]);
  });
});

describe('a reply', () => {
  it('stops its contact, and nobody else, where the campaign wants it', async () => {
    const campaign = await started(harness, 2);
    await signal((await happeningsOf(campaign)).replied);
    expect(await endsOf(campaign)).toEqual(['replied replied', 'active']);
    expect(await confirm(campaign)).toEqual(['enrollment_finished', undefined]);
    expect(await suppressionsOf(campaign)).toEqual([]);

    const patient = await started(harness, 1, { stop_on_reply: false });
    await signal((await happeningsOf(patient)).replied);
    expect(await endsOf(patient)).toEqual(['active']);
  });

  it('after the last step turns a completed contact into one that has replied', async () => {
    const campaign = await started(harness, 1);
    const happenings = await happeningsOf(campaign);
    await harness.get(ApplyOutcomes).execute({ advances: [happenings.sent(1, ACCOUNT)], stops: [] });
    expect(await endsOf(campaign)).toEqual(['completed']);
    await signal(happenings.replied);
    expect(await endsOf(campaign)).toEqual(['replied replied']);
    expect((await harness.finishedOf(campaign)).map(({ status }) => status)).toEqual([
      'completed',
      'replied',
    ]);
  });

  it('changes nothing for a contact that was removed, but for its queued message', async () => {
    const campaign = await started(harness, 2);
    await harness.query(
      `update enrollment set status = 'removed', stop_reason = 'removed', finished_at = now(), awaiting_step = null,
         next_step_at = null
       where campaign_id = $1`,
      [uuidOf(campaign.campaign.id)],
    );
    await signal((await happeningsOf(campaign)).replied);
    expect(await endsOf(campaign)).toEqual(['removed removed', 'removed removed']);
  });

  it('of the last contact under way ends the campaign', async () => {
    const campaign = await started(harness, 1);
    await signal((await happeningsOf(campaign)).replied);
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
  });
});

describe('an out-of-office', () => {
  const DAY_MS = 24 * HOUR_MS;
  const day = (days: number): string =>
    new Date(harness.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
  const midnight = (days: number): Date => new Date(`${day(days)}T00:00:00Z`);

  it('lets the next step wait until the day after the return, and the latest date stands', async () => {
    const campaign = await started(harness, 1, { delays: [0, HOUR_MS], time_zone: 'UTC' });
    const happenings = await happeningsOf(campaign);
    await harness.get(ApplyOutcomes).execute({ advances: [happenings.sent(1, ACCOUNT)], stops: [] });
    await signal(happenings.away(day(10)), happenings.away(day(3)));
    await signal(happenings.away(day(2)));
    expect(await firstOf(campaign)).toMatchObject({ status: 'active', next_step_at: midnight(11) });

    harness.clock.advance(2 * HOUR_MS);
    await harness.get(PublishDueSteps).execute();
    expect(await firstOf(campaign)).toMatchObject({ awaiting_step: null });
    harness.clock.advance(12 * DAY_MS);
    await harness.get(PublishDueSteps).execute();
    expect(await firstOf(campaign)).toMatchObject({ awaiting_step: 2 });
    expect(await confirm(campaign, 2)).toEqual([undefined]);
  });

  it('counts as well when it is faster than the news that its message has left', async () => {
    const campaign = await started(harness, 1, { delays: [0, HOUR_MS], time_zone: 'UTC' });
    const happenings = await happeningsOf(campaign);
    await signal(happenings.away(day(5)));
    await harness.get(ApplyOutcomes).execute({ advances: [happenings.sent(1, ACCOUNT)], stops: [] });
    expect(await firstOf(campaign)).toMatchObject({ status: 'active', next_step_at: midnight(6) });
  });

  it('holds a message that is queued already, until then', async () => {
    const campaign = await started(harness, 1, { time_zone: 'UTC' });
    await signal((await happeningsOf(campaign)).away(day(5)));
    expect(await confirm(campaign)).toEqual(['postponed']);
    expect(await endsOf(campaign)).toEqual(['active']);
    harness.clock.advance(6 * DAY_MS);
    expect(await confirm(campaign)).toEqual([undefined]);
  });

  it('does not keep a later reply from stopping the contact', async () => {
    const campaign = await started(harness, 1);
    const happenings = await happeningsOf(campaign);
    await signal(happenings.away(null));
    await signal(happenings.replied);
    expect(await endsOf(campaign)).toEqual(['replied replied']);
  });
});
