import type { CampaignEventData } from '#contracts';
import { Database } from '#database';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blocksRead } from '../../test/block-count.js';
import { aCampaign, changed } from '../../test/builders.js';
import { Store } from '../../test/store.js';
import { pageLimit } from '../domain/enrolling.js';
import { CampaignPlans } from '../persistence/campaign-plans.js';
import { Enrollments } from '../persistence/enrollments.js';
import { Segments, type Segment } from '../persistence/segments.js';
import { Suppressions } from '../persistence/suppressions.js';
import { parseContacts } from '../transport/parse-contacts.js';
import { ChangeContact } from './change-contact.js';
import { ChangeSegment } from './change-segment.js';
import { DeleteContact } from './delete-contact.js';
import { EnrollNextPage } from './enroll-next-page.js';
import { LiftSuppression } from './lift-suppression.js';
import { MatchChangedContacts } from './match-changed-contacts.js';
import { WriteContacts } from './write-contacts.js';

const DAY_MS = 86_400_000;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
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

interface ScanRow {
  readonly scan_after: string | null;
  readonly scan_done: boolean;
  readonly scan_again: boolean;
}

const write = (
  { campaign }: CampaignEventData,
  numbers: readonly number[],
  country: string,
  on = store,
): Promise<unknown> => {
  const contacts = numbers.map((n) => ({ email: `p${n}@corp.test`, country }));
  return on.get(WriteContacts).execute(uuidOf(campaign.workspace_id), 'upsert', parseContacts(contacts).rows);
};

const emailsOf = async (campaign: CampaignEventData): Promise<string[]> =>
  (await store.enrollmentsOf(campaign)).map(({ email }) => email).toSorted();

async function scanOf({ campaign }: CampaignEventData): Promise<ScanRow | undefined> {
  const sql = 'select scan_after, scan_done, scan_again from campaign_plan where campaign_id = $1';
  return (await store.query<ScanRow>(sql, [uuidOf(campaign.id)]))[0];
}

/** Changes and candidates that are left of the campaign and its workspace. */
async function leftOf({ campaign }: CampaignEventData): Promise<object | undefined> {
  const sql = `
    select (select count(*)::int from changed_contact where workspace_id = $1) as changes,
      (select count(*)::int from campaign_candidate where campaign_id = $2) as candidates`;
  return (await store.query(sql, [uuidOf(campaign.workspace_id), uuidOf(campaign.id)]))[0];
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place);

const NOTHING = { changes: 0, candidates: 0 };

/** A campaign that has looked at `count` contacts that it does not want. */
async function scanned(count: number, changes: Parameters<typeof aCampaign>[0] = {}) {
  const campaign = aCampaign({ contact_filter: { country: ['FR'] }, ...changes });
  await store.insertContacts(campaign.campaign.workspace_id, count);
  await store.tell(campaign);
  await store.enrollAll();
  return campaign;
}

describe('a changed contact', () => {
  it('is enrolled without another scan, and leaves nothing behind', async () => {
    const campaign = await scanned(10);
    const before = await scanOf(campaign);
    await write(campaign, [3], 'FR');
    await store.get(MatchChangedContacts).execute();
    expect(await scanOf(campaign)).toEqual(before);
    expect(await leftOf(campaign)).toEqual({ changes: 0, candidates: 1 });

    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p3@corp.test']);
    expect(await leftOf(campaign)).toEqual(NOTHING);
  });

  it('that is new is found by the scan, which goes on from where it ended', async () => {
    const campaign = await scanned(10);
    const before = await scanOf(campaign);
    await write(campaign, [11], 'FR');
    await store.get(MatchChangedContacts).execute();
    expect(await leftOf(campaign)).toEqual(NOTHING);
    expect(await scanOf(campaign)).toEqual({ ...before, scan_done: false });

    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p11@corp.test']);
  });

  it('is enrolled by each campaign that it matches, once however often it changes', async () => {
    const campaign = await scanned(5);
    const { workspace_id } = campaign.campaign;
    const others = [aCampaign({ workspace_id }), aCampaign({ workspace_id, contact_filter: {} })];
    await store.tell(...others);
    await store.enrollAll();
    for (const country of ['FR', 'FR', 'DE', 'FR']) await write(campaign, [2], country);
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p2@corp.test']);
    for (const other of others) expect(await store.enrollmentsOf(other)).toHaveLength(5);
  });

  it('that is not eligible any more when its turn comes is forgotten', async () => {
    const campaign = await scanned(3);
    await write(campaign, [1, 2], 'FR');
    await store.get(MatchChangedContacts).execute();
    await write(campaign, [1], 'DE');
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p2@corp.test']);
    expect(await leftOf(campaign)).toEqual(NOTHING);
  });

  it('goes where no campaign can want it', async () => {
    const draft = aCampaign({ status: 'draft' });
    await write(draft, range(1, 2_500), 'DE');
    await store.tell(draft);
    await store.enrollAll();
    expect(await leftOf(draft)).toEqual(NOTHING);

    await store.tell(changed(draft, { status: 'active' }));
    await store.enrollAll();
    expect(await store.enrollmentsOf(draft)).toHaveLength(2_500);
  });

  it('waits for the campaign that is paused, and goes with the one that is archived', async () => {
    const campaign = await scanned(3);
    const archived = aCampaign({
      workspace_id: campaign.campaign.workspace_id,
      contact_filter: { country: ['FR'] },
    });
    await store.tell(archived);
    await store.enrollAll();
    const paused = changed(campaign, { status: 'paused' });
    const alsoPaused = changed(archived, { status: 'paused' });
    await store.tell(paused, alsoPaused);
    await write(campaign, [2], 'FR');
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual([]);

    await store.tell(changed(alsoPaused, { status: 'archived' }));
    expect(await leftOf(archived)).toEqual(NOTHING);
    await store.tell(changed(paused, { status: 'active' }));
    expect(await scanOf(campaign)).toMatchObject({ scan_done: true, scan_again: false });
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p2@corp.test']);
  });
});

describe('beyond the daily quota', () => {
  it('candidates wait for the days to come, and cost no look at the campaign until then', async () => {
    const campaign = await scanned(9, { max_new_leads_per_day: 2 });
    const enrolled = async (): Promise<number> => {
      await store.enrollAll();
      return (await store.enrollmentsOf(campaign)).length;
    };
    await write(campaign, range(1, 4), 'FR');
    expect(await enrolled()).toBe(2);

    await write(campaign, [5], 'FR');
    await store.get(MatchChangedContacts).execute();
    expect(await store.get(EnrollNextPage).execute()).toBe('idle');
    expect(await leftOf(campaign)).toEqual({ changes: 0, candidates: 3 });

    store.clock.advance(DAY_MS);
    expect(await enrolled()).toBe(4);
    store.clock.advance(DAY_MS);
    expect(await enrolled()).toBe(5);
    expect(await leftOf(campaign)).toEqual(NOTHING);
  });
});

describe('the end of a campaign', () => {
  const ends = async (campaign: CampaignEventData): Promise<number> =>
    (await store.toldOf('enrollment.exhausted', campaign)).length;
  const enrollOnly = async (): Promise<void> => {
    while ((await store.get(EnrollNextPage).execute()) === 'more');
  };

  it.each([
    ['is told once the changes that were left turn out to match nobody', 'DE', 2],
    ['is not told when one of them matches', 'FR', 1],
  ])('%s', async (_, country, expected) => {
    const campaign = await scanned(3);
    expect(await ends(campaign)).toBe(1);
    await store.tell(changed(campaign, {}));
    await write(campaign, [1], country);
    await enrollOnly();
    expect(await ends(campaign)).toBe(1);

    await store.get(MatchChangedContacts).execute();
    store.clock.advance(1_000);
    await enrollOnly();
    expect(await ends(campaign)).toBe(expected);
  });

  it('is not told while a candidate waits for quota', async () => {
    const campaign = await scanned(3, { max_new_leads_per_day: 0 });
    await write(campaign, [1], 'FR');
    await store.tell(changed(campaign, {}));
    await store.enrollAll();
    expect(await leftOf(campaign)).toEqual({ changes: 0, candidates: 1 });
    expect(await ends(campaign)).toBe(1);
  });
});

describe('a segment', () => {
  const segmentOf = async ({ campaign }: CampaignEventData, type: 'static' | 'dynamic'): Promise<Segment> => {
    const at = store.clock.now();
    const segment: Segment = {
      id: uuidOf(newId('seg')),
      workspaceId: uuidOf(campaign.workspace_id),
      name: 'Wanted',
      type,
      conditions: { match: 'all', rules: [{ field: 'country', operator: 'equals', value: 'FR' }] },
      createdAt: at,
      updatedAt: at,
    };
    await store.get(Segments).insert(segment);
    return segment;
  };
  const named = async (campaign: CampaignEventData, { id }: Segment): Promise<CampaignEventData> => {
    const naming = changed(campaign, { contact_filter: { segment_ids: [idOf('seg', id)] } });
    await store.tell(naming);
    await store.enrollAll();
    return naming;
  };

  it('with other conditions has only the campaigns scan that name it; with another name, none', async () => {
    const campaign = await scanned(3);
    const other = aCampaign({
      workspace_id: campaign.campaign.workspace_id,
      contact_filter: { tags: ['x'] },
    });
    await store.tell(other);
    const segment = await segmentOf(campaign, 'dynamic');
    await named(campaign, segment);

    await store.get(ChangeSegment).execute(segment, { name: 'Still wanted' });
    expect(await scanOf(campaign)).toMatchObject({ scan_again: false });
    const rules = [{ field: 'country' as const, operator: 'equals' as const, value: 'DE' }];
    await store.get(ChangeSegment).execute(segment, { conditions: { match: 'all', rules } });
    expect(await scanOf(campaign)).toMatchObject({ scan_again: true });
    expect(await scanOf(other)).toMatchObject({ scan_again: false });
    await store.enrollAll();
    expect(await store.enrollmentsOf(campaign)).toHaveLength(3);
  });

  it('that is static has its new members enrolled without a scan', async () => {
    const campaign = await scanned(3);
    const segment = await segmentOf(campaign, 'static');
    await named(campaign, segment);
    const before = await scanOf(campaign);
    const [contact] = await store.query<{ id: string }>(
      `select id from contact where workspace_id = $1 and email = 'p2@corp.test'`,
      [segment.workspaceId],
    );

    await store.get(ChangeSegment).contacts(segment, { add: [contact?.id ?? ''], remove: [] });
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p2@corp.test']);
    expect(await scanOf(campaign)).toEqual(before);
  });
});

describe('a suppressed address', () => {
  it('is enrolled when it is lifted, without a scan', async () => {
    const campaign = await scanned(3);
    const before = await scanOf(campaign);
    const workspace_id = uuidOf(campaign.campaign.workspace_id);
    const { id } = await store.get(Suppressions).add({
      workspace_id,
      kind: 'email',
      value: 'P2@corp.test',
      reason: 'manual',
      created_at: store.clock.now(),
    });
    await write(campaign, [2], 'FR');
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual([]);

    await store.get(LiftSuppression).execute(workspace_id, id);
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p2@corp.test']);
    expect(await scanOf(campaign)).toEqual(before);
  });
});

describe('a page that is being enrolled', () => {
  it('does not hold up an edit, and does not miss it', async () => {
    const campaign = aCampaign();
    await store.insertContacts(campaign.campaign.workspace_id, 3);
    await write(campaign, [1], 'FR');
    await store.tell(campaign);
    await store.get(MatchChangedContacts).execute();

    await store.get(Database).transaction(async (tx) => {
      const now = store.clock.now();
      const plan = await store.get(CampaignPlans).claimDue(tx, now);
      if (plan === undefined) throw new Error('the campaign has something to do');
      const options = { limit: pageLimit(plan), delayMs: 0, now };
      const none = { conditions: [], unknown: [] };
      await store.get(Enrollments).enrollPage(tx, plan, none, options);
      const scan = { after: LAST_UUID, done: true, again: false };
      await store.get(CampaignPlans).save(tx, { ...plan, scan }, null);
      await write(campaign, [1], 'DE', replica); // commits, or this test never ends
    });

    expect(await emailsOf(campaign)).toEqual(['p2@corp.test', 'p3@corp.test']);
    await store.enrollAll();
    expect(await emailsOf(campaign)).toEqual(['p1@corp.test', 'p2@corp.test', 'p3@corp.test']);
  });
});

describe('writers and replicas that race', () => {
  it('lose no contact and enroll none twice', async () => {
    const campaign = await scanned(200);
    const other = aCampaign({ workspace_id: campaign.campaign.workspace_id });
    await store.tell(other);
    let writing = true;
    const writers = [store, replica].map(async (each, place) => {
      for (let from = 1; from <= 300; from += 20) {
        await write(campaign, range(from, from + 39), place === 0 ? 'DE' : 'FR', each);
      }
    });
    const workers = [store, replica, store].map(async (each) => {
      while (writing) await each.enrollAll();
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(workers);
    await write(campaign, range(1, 340), 'FR');
    await store.enrollAll();

    expect(await store.enrollmentsOf(campaign)).toHaveLength(340);
    const steps = await store.dueStepsOf(campaign);
    expect(steps).toHaveLength(340);
    expect(new Set(steps.map(({ contact_id }) => contact_id)).size).toBe(340);
    expect(await leftOf(campaign)).toEqual(NOTHING);
    expect(await leftOf(other)).toEqual(NOTHING);
  });
});

describe('a crash', () => {
  it.each(['changed_contact', 'campaign_candidate', 'campaign_plan', 'enrollment', 'outbox'])(
    'at a write of %s loses no contact and enrolls none twice',
    async (table) => {
      const campaign = await scanned(3);
      await write(campaign, [2], 'FR');
      await store.query(`
        create or replace function refuse() returns trigger language plpgsql as $$
        begin raise exception 'crash'; end $$`);
      await store.query(`
        create trigger refuse before insert or update or delete on ${table} for each statement execute function refuse()`);
      await expect(store.enrollAll()).rejects.toThrow('crash');
      await store.query(`drop trigger refuse on ${table}`);

      await replica.enrollAll();
      expect(await emailsOf(campaign)).toEqual(['p2@corp.test']);
      expect(await store.dueStepsOf(campaign)).toHaveLength(1);
      expect(await leftOf(campaign)).toEqual(NOTHING);
    },
  );
});

describe('an edit beside 200,000 contacts and 20 campaigns', () => {
  it('reads a bounded number of blocks, when it is written, matched and enrolled', async () => {
    const campaign = aCampaign({ contact_filter: { country: ['FR'] } });
    const { workspace_id } = campaign.campaign;
    await store.insertContacts(workspace_id, 200_000);
    const campaigns = [
      campaign,
      ...range(2, 20).map(() => aCampaign({ workspace_id, contact_filter: { country: ['FR'] } })),
    ];
    await store.tell(...campaigns);
    await store.query(
      `update campaign_plan set scan_done = true, wake_at = null,
         scan_after = (select id from contact where workspace_id = $1 order by id desc limit 1)
       where workspace_id = $1`,
      [uuidOf(workspace_id)],
    );
    await store.query(
      `insert into enrollment (id, workspace_id, campaign_id, contact_id, email, status, enrolled_at, source)
       select uuid_v7(), $1, $2, id, email, 'active', $3, 'filter' from contact
       where workspace_id = $1 and email <> 'p77@corp.test'`,
      [uuidOf(workspace_id), uuidOf(campaign.campaign.id), store.clock.now()],
    );
    const [contact] = await store.query<{ id: string }>(
      `select id from contact where workspace_id = $1 and email = 'p77@corp.test'`,
      [uuidOf(workspace_id)],
    );
    const edit = () =>
      store.get(ChangeContact).execute(uuidOf(workspace_id), contact?.id ?? '', { country: 'FR' });

    const blocks = {
      edit: await blocksRead(store, edit),
      match: await blocksRead(store, () => store.get(MatchChangedContacts).execute()),
      look: await blocksRead(store, () => store.get(EnrollNextPage).execute()),
    };
    expect(blocks.edit).toBeLessThan(300);
    expect(blocks.match).toBeLessThan(1_000);
    expect(blocks.look).toBeLessThan(300);
    await store.enrollAll();
    expect(await store.enrollmentsOf(campaigns[19] ?? campaign)).toHaveLength(1);
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
      let campaign = await scanned(6, { max_new_leads_per_day: 2 });
      const turn = async (status: 'active' | 'paused'): Promise<void> => {
        campaign = changed(campaign, { status });
        await store.tell(campaign);
      };
      const run = async (each: Step): Promise<unknown> => {
        if (each.do === 'edit') return write(campaign, [each.contact], each.country);
        if (each.do === 'delete') return remove(campaign, each.contact);
        if (each.do === 'match') return store.get(MatchChangedContacts).execute();
        if (each.do === 'enroll') return store.get(EnrollNextPage).execute();
        if (each.do === 'sleep') return store.clock.advance(DAY_MS);
        return turn(each.do === 'pause' ? 'paused' : 'active');
      };
      let reached = (await scanOf(campaign))?.scan_after ?? '';
      for (const each of steps) {
        await run(each);
        const scan = await scanOf(campaign);
        expect((scan?.scan_after ?? '') >= reached).toBe(true);
        reached = scan?.scan_after ?? '';
      }
      await turn('active');
      for (let day = 0; day < 6; day += 1) {
        await store.enrollAll();
        store.clock.advance(DAY_MS);
      }

      const enrolled = await store.enrollmentsOf(campaign);
      const eligible = await store.query<{ id: string }>(
        `select id from contact where workspace_id = $1 and country = 'FR' and deleted_at is null`,
        [uuidOf(campaign.campaign.workspace_id)],
      );
      const ids = enrolled.map(({ contact_id }) => contact_id);
      expect(ids).toEqual(expect.arrayContaining(eligible.map(({ id }) => id)));
      const starts = await store.query<{ count: number }>(
        'select count(*)::int from enrollment where campaign_id = $1 group by enrolled_at::date',
        [uuidOf(campaign.campaign.id)],
      );
      expect(starts.every(({ count }) => count <= 2)).toBe(true);
      expect(await leftOf(campaign)).toEqual(NOTHING);
    });
    await fc.assert(property, { numRuns: 25 });
  }, 120_000);
});

async function remove({ campaign }: CampaignEventData, contact: number): Promise<void> {
  const workspace = uuidOf(campaign.workspace_id);
  const [row] = await store.query<{ id: string }>(
    'select id from contact where workspace_id = $1 and email = $2',
    [workspace, `p${contact}@corp.test`],
  );
  if (row !== undefined) await store.get(DeleteContact).execute(workspace, row.id);
}
