import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Database } from '#database';
import { idOf, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { blocksRead } from '../../../test/block-count.js';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { ChangedContactsFixture, NOTHING, range } from '../../../test/changed-contacts-fixture.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { pageLimit } from '../../campaigns/domain/enrolling.js';
import { CampaignReplicas } from '../../campaigns/index.js';
import { EnrollNextPage } from './enroll-next-page.js';
import { EnrollPages } from './enroll-pages.js';
import { MatchChangedContacts } from './match-changed-contacts.js';

const DAY_MS = 86_400_000;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const servers = useServers();
let harness: EnrollmentHarness;
let replica: EnrollmentHarness;
let fixture: ChangedContactsFixture;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  replica = await EnrollmentHarness.boot(servers.databaseUrl, harness.clock);
  fixture = new ChangedContactsFixture(harness);
});

afterAll(async () => {
  await Promise.all([harness.close(), replica.close()]);
});

describe('a page that is being enrolled', () => {
  it('does not hold up an edit, and does not miss it', async () => {
    const campaign = aCampaign();
    await harness.insertContacts(campaign.campaign.workspace_id, 3);
    await fixture.write(campaign, [1], 'FR');
    await harness.sync(campaign);
    await harness.get(MatchChangedContacts).execute();

    await harness.get(Database).transaction(async (tx) => {
      const now = harness.clock.now();
      const claimed = await harness.get(CampaignReplicas).claimDue(tx, now);
      if (claimed === undefined) throw new Error('the campaign has something to do');
      const options = { limit: pageLimit(claimed), delayMs: 0, now };
      await harness.get(EnrollPages).enrollPage(tx, claimed, options);
      const scan = { after: idOf('cont', LAST_UUID), done: true, again: false };
      await harness.get(CampaignReplicas).save(tx, { ...claimed, scan }, null);
      await fixture.write(campaign, [1], 'DE', replica); // commits, or this test never ends
    });

    expect(await fixture.emailsOf(campaign)).toEqual(['p2@corp.test', 'p3@corp.test']);
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p1@corp.test', 'p2@corp.test', 'p3@corp.test']);
  });
});

describe('writers and replicas that race', () => {
  it('lose no contact and enroll none twice', async () => {
    const campaign = await fixture.scanned(200);
    const other = aCampaign({ workspace_id: campaign.campaign.workspace_id });
    await harness.sync(other);
    const written = new AbortController();
    const writers = [harness, replica].map(async (each, place) => {
      for (let from = 1; from <= 300; from += 20) {
        await fixture.write(campaign, range(from, from + 39), place === 0 ? 'DE' : 'FR', each);
      }
    });
    const workers = [harness, replica, harness].map(async (each) => {
      while (!written.signal.aborted) await each.enrollAll();
    });
    await Promise.all(writers);
    written.abort();
    await Promise.all(workers);
    await fixture.write(campaign, range(1, 340), 'FR');
    await harness.enrollAll();

    expect(await harness.enrollmentsOf(campaign)).toHaveLength(340);
    const steps = await harness.dueStepsOf(campaign);
    expect(steps).toHaveLength(340);
    expect(new Set(steps.map(({ contact_id }) => contact_id)).size).toBe(340);
    expect(await fixture.leftOf(campaign)).toEqual(NOTHING);
    expect(await fixture.leftOf(other)).toEqual(NOTHING);
  });
});

describe('a crash', () => {
  it.each(['changed_contact', 'campaign_candidate', 'campaign_replica', 'enrollment', 'outbox'])(
    'at a write of %s loses no contact and enrolls none twice',
    async (table) => {
      const campaign = await fixture.scanned(3);
      await fixture.write(campaign, [2], 'FR');
      await harness.query(`
        create or replace function refuse() returns trigger language plpgsql as $$
        begin raise exception 'crash'; end $$`);
      await harness.query(`
        create trigger refuse before insert or update or delete on ${table} for each statement execute function refuse()`);
      await expect(harness.enrollAll()).rejects.toThrow('crash');
      await harness.query(`drop trigger refuse on ${table}`);

      harness.clock.advance(10_000);
      await replica.enrollAll();
      expect(await fixture.emailsOf(campaign)).toEqual(['p2@corp.test']);
      expect(await harness.dueStepsOf(campaign)).toHaveLength(1);
      expect(await fixture.leftOf(campaign)).toEqual(NOTHING);
    },
  );
});

describe('an edit beside 200,000 contacts and 20 campaigns', () => {
  it('reads a bounded number of blocks, when it is written, matched and enrolled', async () => {
    // A connection reads the catalog at its first edit.
    const earlier = await fixture.scanned(3);
    await fixture.update(earlier, 2, { country: 'FR' });
    await harness.enrollAll();
    const campaign = aCampaign({ contact_filter: { country: ['FR'] } });
    const { workspace_id } = campaign.campaign;
    await harness.insertContacts(workspace_id, 200_000);
    // Else this edit might be the one that empties the index's list of pending entries, some 1,400 blocks once in many edits.
    await harness.query('vacuum contact');
    const campaigns = [
      campaign,
      ...range(2, 20).map(() => aCampaign({ workspace_id, contact_filter: { country: ['FR'] } })),
    ];
    await harness.sync(...campaigns);
    await harness.query(
      `update campaign_replica set scan_done = true, wake_at = null,
         scan_after = (select id from contact where workspace_id = $1 order by id desc limit 1)
       where workspace_id = $1`,
      [uuidOf(workspace_id)],
    );
    await harness.query(
      `insert into enrollment (id, workspace_id, campaign_id, contact_id, email, status, enrolled_at, source)
       select uuid_v7(), $1, $2, id, email, 'active', $3, 'filter' from contact
       where workspace_id = $1 and email <> 'p77@corp.test'`,
      [uuidOf(workspace_id), uuidOf(campaign.campaign.id), harness.clock.now()],
    );
    // The background does it sooner or later, and a plan without figures reads more.
    await harness.query('analyze contact, enrollment, campaign_replica');
    const edit = () => fixture.update(campaign, 77, { country: 'FR' });

    const blocks = {
      edit: await blocksRead(harness, edit),
      match: await blocksRead(harness, () => harness.get(MatchChangedContacts).execute()),
      look: await blocksRead(harness, () => harness.get(EnrollNextPage).execute()),
    };
    expect(blocks.edit).toBeLessThan(300);
    expect(blocks.match).toBeLessThan(1_000);
    expect(blocks.look).toBeLessThan(300);
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaigns[19] ?? campaign)).toHaveLength(1);
  }, 120_000);
});

describe('whatever happens', () => {
  const contact = fc.integer({ min: 1, max: 12 });
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('edit' as const),
        contact,
        country: fc.constantFrom('DE', 'FR'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), contact }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('match' as const, 'enroll' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'sleep' as const) }),
    },
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  it('who is eligible at last is enrolled, within the quota of each day, and edits restart no scan', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      let campaign = await fixture.scanned(6, { max_new_leads_per_day: 2 });
      const turn = async (status: 'active' | 'paused'): Promise<void> => {
        campaign = changed(campaign, { status });
        await harness.sync(campaign);
      };
      const run = async (each: Step): Promise<unknown> => {
        if (each.do === 'edit') return fixture.write(campaign, [each.contact], each.country);
        if (each.do === 'delete') return fixture.remove(campaign, each.contact);
        if (each.do === 'match') return harness.get(MatchChangedContacts).execute();
        if (each.do === 'enroll') return harness.get(EnrollNextPage).execute();
        if (each.do === 'sleep') return harness.clock.advance(DAY_MS);
        return turn(each.do === 'pause' ? 'paused' : 'active');
      };
      let reached = (await fixture.scanOf(campaign))?.scan_after ?? '';
      for (const each of steps) {
        await run(each);
        const scan = await fixture.scanOf(campaign);
        expect((scan?.scan_after ?? '') >= reached).toBe(true);
        reached = scan?.scan_after ?? '';
      }
      await turn('active');
      for (let day = 0; day < 6; day += 1) {
        await harness.enrollAll();
        harness.clock.advance(DAY_MS);
      }

      const enrolled = await harness.enrollmentsOf(campaign);
      const eligible = await harness.query<{ id: string }>(
        `select id from contact where workspace_id = $1 and country = 'FR' and deleted_at is null`,
        [uuidOf(campaign.campaign.workspace_id)],
      );
      const ids = enrolled.map(({ contact_id }) => contact_id);
      expect(ids).toEqual(expect.arrayContaining(eligible.map(({ id }) => id)));
      const starts = await harness.query<{ count: number }>(
        'select count(*)::int from enrollment where campaign_id = $1 group by enrolled_at::date',
        [uuidOf(campaign.campaign.id)],
      );
      expect(starts.every(({ count }) => count <= 2)).toBe(true);
      expect(await fixture.leftOf(campaign)).toEqual(NOTHING);
    });
    await fc.assert(property, { numRuns: 25 });
  }, 120_000);
});
