import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, aWorkspace, changed } from '../../../test/builders.js';
import { Store } from '../../../test/store.js';
import { parseContacts } from '../../contacts/transport/parse-contacts.js';
import { WriteContacts } from '../../contacts/use-cases/write-contacts.js';
import { EnrollNextPage } from './enroll-next-page.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let store: Store;
let replica: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
  replica = await Store.boot(servers.databaseUrl, store.clock);
});

afterAll(async () => {
  await Promise.all([store.close(), replica.close()]);
});

const write = (workspaceId: string, contacts: object[]): Promise<unknown> =>
  store.get(WriteContacts).execute(uuidOf(workspaceId), 'upsert', parseContacts(contacts).rows);

describe('enrolling', () => {
  it('starts every eligible contact once and tells its first step, page by page', async () => {
    const campaign = aCampaign();
    await store.insertContacts(campaign.campaign.workspace_id, 12_000);
    await store.tell(campaign);
    await store.enrollAll();

    const enrollments = await store.enrollmentsOf(campaign);
    const told = await store.dueStepsOf(campaign);
    expect(enrollments).toHaveLength(12_000);
    expect(enrollments.every(({ status, awaiting_step }) => status === 'active' && awaiting_step === 1)).toBe(
      true,
    );
    expect(new Set(told.map(({ enrollment_id }) => uuidOf(enrollment_id)))).toEqual(
      new Set(enrollments.map(({ id }) => id)),
    );
    expect(told).toHaveLength(12_000);
  });

  it('leaves out who is deleted, suppressed by address or domain, or of another workspace', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    await store.insertContacts(workspace, 3);
    await store.insertContacts(workspace, 3, { domain: 'Blocked.test' });
    await store.insertContacts(aWorkspace(), 3, { prefix: 'other' });
    await store.query(
      `insert into suppression (workspace_id, kind, value, reason, created_at)
       values ($1, 'domain', 'blocked.test', 'manual', $2), ($1, 'email', 'p2@corp.test', 'manual', $2)`,
      [uuidOf(workspace), store.clock.now()],
    );
    await store.query(
      `update contact set deleted_at = $2 where workspace_id = $1 and email = 'p3@corp.test'`,
      [uuidOf(workspace), store.clock.now()],
    );
    await store.tell(campaign);
    await store.enrollAll();

    expect((await store.enrollmentsOf(campaign)).map(({ email }) => email)).toEqual(['p1@corp.test']);
  });

  it('lets a first step with a delay wait for its time', async () => {
    const campaign = aCampaign({ delays: [DAY_MS] });
    await store.insertContacts(campaign.campaign.workspace_id, 1);
    await store.tell(campaign);
    await store.enrollAll();

    const [enrollment] = await store.enrollmentsOf(campaign);
    expect(enrollment).toMatchObject({ awaiting_step: null, status: 'active' });
    expect(Number(enrollment?.next_step_at) - Number(enrollment?.enrolled_at)).toBe(DAY_MS);
    expect(await store.dueStepsOf(campaign)).toEqual([]);
  });

  it('does nothing for a campaign that is not active, and nothing for an old version', async () => {
    const paused = aCampaign({ version: 3, status: 'paused' });
    await store.insertContacts(paused.campaign.workspace_id, 1);
    await store.tell(paused);
    await store.tell(changed(paused, { status: 'active' }, 2));
    await store.enrollAll();
    expect(await store.enrollmentsOf(paused)).toEqual([]);

    await store.tell(changed(paused, { status: 'active' }), paused);
    await store.enrollAll();
    expect(await store.enrollmentsOf(paused)).toHaveLength(1);
  });
});

describe('the daily quota', () => {
  it('holds while two replicas race', async () => {
    const campaigns = Array.from({ length: 8 }, () => aCampaign({ max_new_leads_per_day: 7 }));
    for (const { campaign } of campaigns) await store.insertContacts(campaign.workspace_id, 50);
    await store.tell(...campaigns);
    await Promise.all([store, replica, store, replica].map((each) => each.enrollAll()));

    for (const campaign of campaigns) {
      expect(await store.enrollmentsOf(campaign)).toHaveLength(7);
      expect(await store.dueStepsOf(campaign)).toHaveLength(7);
    }
  });

  it('resets at local midnight, also on the day that is 23 hours long', async () => {
    store.clock.travelTo(new Date('2026-03-28T22:30:00Z')); // 23:30 in Berlin, before the clocks go forward
    const campaign = aCampaign({ max_new_leads_per_day: 2, time_zone: 'Europe/Berlin' });
    await store.insertContacts(campaign.campaign.workspace_id, 10);
    await store.tell(campaign);
    const enrolledAt = async (instant: string): Promise<number> => {
      store.clock.travelTo(new Date(instant));
      await store.enrollAll();
      return (await store.enrollmentsOf(campaign)).length;
    };

    expect(await enrolledAt('2026-03-28T22:30:10Z')).toBe(2);
    expect(await enrolledAt('2026-03-28T23:00:01Z')).toBe(4);
    expect(await enrolledAt('2026-03-29T21:30:00Z')).toBe(4);
    expect(await enrolledAt('2026-03-29T22:00:01Z')).toBe(6);
    store.clock.travelTo(new Date('2026-06-01T12:00:00Z'));
  });
});

describe('a crash between two pages', () => {
  it('neither repeats nor misses anybody', async () => {
    await store.enrollAll(); // so that the portions below are of this campaign
    const campaign = aCampaign();
    await store.insertContacts(campaign.campaign.workspace_id, 11_000);
    await store.tell(campaign);
    await store.get(EnrollNextPage).execute();
    await store.query(`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$`);
    await store.query('create trigger refuse before insert on outbox for each row execute function refuse()');
    await expect(store.get(EnrollNextPage).execute()).rejects.toThrow('crash');
    await store.query('drop trigger refuse on outbox');
    expect(await store.enrollmentsOf(campaign)).toHaveLength(5_000);

    await replica.enrollAll();
    const told = await store.dueStepsOf(campaign);
    expect(told).toHaveLength(11_000);
    expect(new Set(told.map(({ contact_id }) => contact_id)).size).toBe(11_000);
  });
});

describe('contacts that come later', () => {
  it('are enrolled when they match, new ones and changed ones', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    await write(workspace, [
      { email: 'a@x.test', country: 'FR' },
      { email: 'b@x.test', country: 'DE' },
    ]);
    await store.tell(campaign);
    await store.enrollAll();
    expect((await store.enrollmentsOf(campaign)).map(({ email }) => email)).toEqual(['b@x.test']);

    await write(workspace, [
      { email: 'a@x.test', country: 'de' },
      { email: 'c@x.test', country: 'DE' },
    ]);
    await store.enrollAll();
    const emails = (await store.enrollmentsOf(campaign)).map(({ email }) => email);
    expect(emails.toSorted()).toEqual(['a@x.test', 'b@x.test', 'c@x.test']);
  });

  it('are found when they came while the campaign was paused', async () => {
    const campaign = aCampaign();
    const workspace = campaign.campaign.workspace_id;
    await write(workspace, [
      { email: 'a@x.test', country: 'FR' },
      { email: 'b@x.test', country: 'DE' },
    ]);
    await store.tell(campaign);
    await store.enrollAll();
    const paused = changed(campaign, { status: 'paused' });
    await store.tell(paused);
    await write(workspace, [{ email: 'a@x.test', country: 'DE' }]);
    await store.enrollAll();
    expect(await store.enrollmentsOf(campaign)).toHaveLength(1);

    await store.tell(changed(paused, { status: 'active' }));
    await store.enrollAll();
    expect(await store.enrollmentsOf(campaign)).toHaveLength(2);
  });
});

describe('the number of statements', () => {
  it('grows with the pages and not with the contacts', async () => {
    const statements: string[] = [];
    const { logger } = store.get(DataSource);
    const count = async (contacts: number): Promise<number> => {
      const campaign = aCampaign();
      await store.insertContacts(campaign.campaign.workspace_id, contacts);
      await store.tell(campaign);
      statements.length = 0;
      logger.logQuery = (sql: string) => void statements.push(sql);
      await store.enrollAll();
      return statements.length;
    };

    const [few, many] = [await count(10), await count(12_000)];
    // 12,000 contacts are three pages, ten are one: two pages more, of seven statements each.
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThanOrEqual(few + 2 * 7);
  });
});
