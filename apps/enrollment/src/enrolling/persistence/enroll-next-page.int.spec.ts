import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, aWorkspace, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { EnrollNextPage } from './enroll-next-page.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let harness: EnrollmentHarness;
let replica: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  replica = await EnrollmentHarness.boot(servers.databaseUrl, harness.clock);
});

afterAll(async () => {
  await Promise.all([harness.close(), replica.close()]);
});

type Campaign = ReturnType<typeof aCampaign>;

/** One text for each enrollment that was published, sorted. */
const startsTold = async (campaign: Campaign): Promise<string[]> =>
  (await harness.startedOf(campaign))
    .map((each) => `${uuidOf(each.enrollment_id)} ${uuidOf(each.contact_id)} ${each.email} ${each.at}`)
    .toSorted();

const startsStored = async (campaign: Campaign): Promise<string[]> =>
  (await harness.enrollmentsOf(campaign))
    .map((each) => `${each.id} ${each.contact_id} ${each.email} ${each.enrolled_at.toISOString()}`)
    .toSorted();

describe('enrolling', () => {
  it('starts every eligible contact once and tells its first step, page by page', async () => {
    const campaign = aCampaign();
    await harness.insertContacts(campaign.campaign.workspace_id, 12_000);
    await harness.sync(campaign);
    await harness.enrollAll();

    const enrollments = await harness.enrollmentsOf(campaign);
    const published = await harness.dueStepsOf(campaign);
    expect(enrollments).toHaveLength(12_000);
    expect(enrollments.every(({ status, awaiting_step }) => status === 'active' && awaiting_step === 1)).toBe(
      true,
    );
    expect(new Set(published.map(({ enrollment_id }) => uuidOf(enrollment_id)))).toEqual(
      new Set(enrollments.map(({ id }) => id)),
    );
    expect(published).toHaveLength(12_000);
    expect(await startsTold(campaign)).toEqual(await startsStored(campaign));
  });

  it('leaves out who is deleted, suppressed by address or domain, or of another workspace', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    await harness.insertContacts(workspace, 3);
    await harness.insertContacts(workspace, 3, { domain: 'Blocked.test' });
    await harness.insertContacts(aWorkspace(), 3, { prefix: 'other' });
    await harness.query(
      `insert into suppression (workspace_id, kind, value, reason, created_at)
       values ($1, 'domain', 'blocked.test', 'manual', $2), ($1, 'email', 'p2@corp.test', 'manual', $2)`,
      [uuidOf(workspace), harness.clock.now()],
    );
    await harness.query(
      `update contact set deleted_at = $2 where workspace_id = $1 and email = 'p3@corp.test'`,
      [uuidOf(workspace), harness.clock.now()],
    );
    await harness.sync(campaign);
    await harness.enrollAll();

    expect((await harness.enrollmentsOf(campaign)).map(({ email }) => email)).toEqual(['p1@corp.test']);
  });

  it('lets a first step with a delay wait for its time', async () => {
    const campaign = aCampaign({ delays: [DAY_MS] });
    await harness.insertContacts(campaign.campaign.workspace_id, 1);
    await harness.sync(campaign);
    await harness.enrollAll();

    const [enrollment] = await harness.enrollmentsOf(campaign);
    expect(enrollment).toMatchObject({ awaiting_step: null, status: 'active' });
    expect(Number(enrollment?.next_step_at) - Number(enrollment?.enrolled_at)).toBe(DAY_MS);
    expect(await harness.dueStepsOf(campaign)).toEqual([]);
    expect(await startsTold(campaign)).toEqual(await startsStored(campaign));
  });

  it('does nothing for a campaign that is not active, and nothing for an old version', async () => {
    const paused = aCampaign({ version: 3, status: 'paused' });
    await harness.insertContacts(paused.campaign.workspace_id, 1);
    await harness.sync(paused);
    await harness.sync(changed(paused, { status: 'active' }, 2));
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(paused)).toEqual([]);

    await harness.sync(changed(paused, { status: 'active' }), paused);
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(paused)).toHaveLength(1);
  });
});

describe('the daily quota', () => {
  it('holds while two replicas race', async () => {
    const campaigns = Array.from({ length: 8 }, () => aCampaign({ max_new_leads_per_day: 7 }));
    for (const { campaign } of campaigns) await harness.insertContacts(campaign.workspace_id, 50);
    await harness.sync(...campaigns);
    await Promise.all([harness, replica, harness, replica].map((each) => each.enrollAll()));

    for (const campaign of campaigns) {
      expect(await harness.enrollmentsOf(campaign)).toHaveLength(7);
      expect(await harness.dueStepsOf(campaign)).toHaveLength(7);
    }
  });

  it('resets at local midnight, also on the day that is 23 hours long', async () => {
    harness.clock.travelTo(new Date('2026-03-28T22:30:00Z')); // 23:30 in Berlin, before the clocks go forward
    const campaign = aCampaign({ max_new_leads_per_day: 2, time_zone: 'Europe/Berlin' });
    await harness.insertContacts(campaign.campaign.workspace_id, 10);
    await harness.sync(campaign);
    const enrolledAt = async (instant: string): Promise<number> => {
      harness.clock.travelTo(new Date(instant));
      await harness.enrollAll();
      return (await harness.enrollmentsOf(campaign)).length;
    };

    expect(await enrolledAt('2026-03-28T22:30:10Z')).toBe(2);
    expect(await enrolledAt('2026-03-28T23:00:01Z')).toBe(4);
    expect(await enrolledAt('2026-03-29T21:30:00Z')).toBe(4);
    expect(await enrolledAt('2026-03-29T22:00:01Z')).toBe(6);
    harness.clock.travelTo(new Date('2026-06-01T12:00:00Z'));
  });
});

describe('a crash between two pages', () => {
  it('neither repeats nor misses anybody', async () => {
    await harness.enrollAll(); // so that the portions below are of this campaign
    const campaign = aCampaign();
    await harness.insertContacts(campaign.campaign.workspace_id, 11_000);
    await harness.sync(campaign);
    await harness.get(EnrollNextPage).execute();
    await harness.query(`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$`);
    await harness.query(
      'create trigger refuse before insert on outbox for each row execute function refuse()',
    );
    await expect(harness.get(EnrollNextPage).execute()).rejects.toThrow('crash');
    await harness.query('drop trigger refuse on outbox');
    expect(await harness.enrollmentsOf(campaign)).toHaveLength(5_000);

    harness.clock.advance(10_000);
    await replica.enrollAll();
    const published = await harness.dueStepsOf(campaign);
    expect(published).toHaveLength(11_000);
    expect(new Set(published.map(({ contact_id }) => contact_id)).size).toBe(11_000);
    expect(await startsTold(campaign)).toEqual(await startsStored(campaign));
  });
});

describe('a campaign whose page fails', () => {
  it('rests, so that the others have their turn, and goes on later', async () => {
    await harness.enrollAll();
    const [failing, other] = [aCampaign(), aCampaign()];
    for (const campaign of [failing, other]) await harness.insertContacts(campaign.campaign.workspace_id, 2);
    await harness.sync(failing);
    harness.clock.advance(1);
    await harness.sync(other);
    await harness.query(
      `create function fail() returns trigger language plpgsql as $$ begin raise exception 'fails'; end $$`,
    );
    await harness.query(
      `create trigger fail before insert on enrollment for each row
       when (new.campaign_id = '${uuidOf(failing.campaign.id)}') execute function fail()`,
    );

    await expect(harness.enrollAll()).rejects.toThrow('fails');
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(other)).toHaveLength(2);
    expect(await harness.enrollmentsOf(failing)).toEqual([]);

    await harness.query('drop trigger fail on enrollment');
    harness.clock.advance(10_000);
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(failing)).toHaveLength(2);
  });
});

describe('contacts that come later', () => {
  it('are enrolled when they match, new ones and changed ones', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    await harness.write(workspace, [
      { email: 'a@x.test', country: 'FR' },
      { email: 'b@x.test', country: 'DE' },
    ]);
    await harness.sync(campaign);
    await harness.enrollAll();
    expect((await harness.enrollmentsOf(campaign)).map(({ email }) => email)).toEqual(['b@x.test']);

    await harness.write(workspace, [
      { email: 'a@x.test', country: 'de' },
      { email: 'c@x.test', country: 'DE' },
    ]);
    await harness.enrollAll();
    const emails = (await harness.enrollmentsOf(campaign)).map(({ email }) => email);
    expect(emails.toSorted()).toEqual(['a@x.test', 'b@x.test', 'c@x.test']);
    expect(await startsTold(campaign)).toEqual(await startsStored(campaign));
  });

  it('are found when they came while the campaign was paused', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    await harness.write(workspace, [
      { email: 'a@x.test', country: 'FR' },
      { email: 'b@x.test', country: 'DE' },
    ]);
    await harness.sync(campaign);
    await harness.enrollAll();
    const paused = changed(campaign, { status: 'paused' });
    await harness.sync(paused);
    await harness.write(workspace, [{ email: 'a@x.test', country: 'DE' }]);
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toHaveLength(1);

    await harness.sync(changed(paused, { status: 'active' }));
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toHaveLength(2);
  });
});

describe('the number of statements', () => {
  it('grows with the pages and not with the contacts', async () => {
    const statements: string[] = [];
    const { logger } = harness.get(DataSource);
    const count = async (contacts: number): Promise<number> => {
      const campaign = aCampaign();
      await harness.insertContacts(campaign.campaign.workspace_id, contacts);
      await harness.sync(campaign);
      statements.length = 0;
      logger.logQuery = (sql: string) => void statements.push(sql);
      await harness.enrollAll();
      return statements.length;
    };

    const [few, many] = [await count(10), await count(12_000)];
    // 12,000 contacts are three pages, ten are one: two pages more, of seven statements each.
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThanOrEqual(few + 2 * 7);
  });
});
