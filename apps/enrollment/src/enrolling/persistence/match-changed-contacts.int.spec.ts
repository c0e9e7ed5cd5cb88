import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { ChangedContactsFixture, NOTHING, range } from '../../../test/changed-contacts-fixture.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { Segments } from '../../segments/index.js';
import { EnrollNextPage } from './enroll-next-page.js';
import { MatchChangedContacts } from './match-changed-contacts.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let harness: EnrollmentHarness;
let fixture: ChangedContactsFixture;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  fixture = new ChangedContactsFixture(harness);
});

afterAll(() => harness.close());

describe('a changed contact', () => {
  it('is enrolled without another scan, and leaves nothing behind', async () => {
    const campaign = await fixture.scanned(10);
    const before = await fixture.scanOf(campaign);
    await fixture.write(campaign, [3], 'FR');
    await harness.get(MatchChangedContacts).execute();
    expect(await fixture.scanOf(campaign)).toEqual(before);
    expect(await fixture.leftOf(campaign)).toEqual({ changes: 0, candidates: 1 });

    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p3@corp.test']);
    expect(await fixture.leftOf(campaign)).toEqual(NOTHING);
  });

  it('that is new is found by the scan, which goes on from where it ended', async () => {
    const campaign = await fixture.scanned(10);
    const before = await fixture.scanOf(campaign);
    await fixture.write(campaign, [11], 'FR');
    await harness.get(MatchChangedContacts).execute();
    expect(await fixture.leftOf(campaign)).toEqual(NOTHING);
    expect(await fixture.scanOf(campaign)).toEqual({ ...before, scan_done: false });

    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p11@corp.test']);
  });

  it('is enrolled by each campaign that it matches, once however often it changes', async () => {
    const campaign = await fixture.scanned(5);
    const { workspace_id } = campaign.campaign;
    const others = [aCampaign({ workspace_id }), aCampaign({ workspace_id, contact_filter: {} })];
    await harness.sync(...others);
    await harness.enrollAll();
    for (const country of ['FR', 'FR', 'DE', 'FR']) await fixture.write(campaign, [2], country);
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p2@corp.test']);
    for (const other of others) expect(await harness.enrollmentsOf(other)).toHaveLength(5);
  });

  it('that is not eligible any more when its turn comes is forgotten', async () => {
    const campaign = await fixture.scanned(3);
    await fixture.write(campaign, [1, 2], 'FR');
    await harness.get(MatchChangedContacts).execute();
    await fixture.write(campaign, [1], 'DE');
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p2@corp.test']);
    expect(await fixture.leftOf(campaign)).toEqual(NOTHING);
  });

  it('goes where no campaign can want it', async () => {
    const draft = aCampaign({ status: 'draft' });
    await fixture.write(draft, range(1, 2_500), 'DE');
    await harness.sync(draft);
    await harness.enrollAll();
    expect(await fixture.leftOf(draft)).toEqual(NOTHING);

    await harness.sync(changed(draft, { status: 'active' }));
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(draft)).toHaveLength(2_500);
  });

  it('waits for the campaign that is paused, and goes with the one that is archived', async () => {
    const campaign = await fixture.scanned(3);
    const archived = aCampaign({
      workspace_id: campaign.campaign.workspace_id,
      contact_filter: { country: ['FR'] },
    });
    await harness.sync(archived);
    await harness.enrollAll();
    const paused = changed(campaign, { status: 'paused' });
    const alsoPaused = changed(archived, { status: 'paused' });
    await harness.sync(paused, alsoPaused);
    await fixture.write(campaign, [2], 'FR');
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual([]);

    await harness.sync(changed(alsoPaused, { status: 'archived' }));
    expect(await fixture.leftOf(archived)).toEqual(NOTHING);
    await harness.sync(changed(paused, { status: 'active' }));
    expect(await fixture.scanOf(campaign)).toMatchObject({ scan_done: true, scan_again: false });
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p2@corp.test']);
  });
});

describe('a campaign with very many rules', () => {
  /** All of them hold for contacts without a name. */
  const withRules = async (groups: number): Promise<CampaignEventData> => {
    const at = harness.clock.now();
    const rule = { field: 'first_name' as const, operator: 'is_empty' as const };
    const group = { match: 'all' as const, rules: Array.from({ length: 50 }, () => rule) };
    const conditions = { match: 'all' as const, rules: Array.from({ length: groups }, () => group) };
    const { campaign } = aCampaign();
    const { workspace_id } = campaign;
    const segment = {
      id: newId('seg'),
      workspace_id,
      name: 'Nameless',
      type: 'dynamic' as const,
      conditions,
    };
    await harness.get(Segments).insert({ ...segment, created_at: at, updated_at: at });
    return aCampaign({
      workspace_id,
      contact_filter: { segment_ids: [segment.id] },
      max_new_leads_per_day: 10_000,
    });
  };
  const note = ({ campaign }: CampaignEventData) =>
    harness.query(
      'insert into changed_contact (workspace_id, contact_id) select workspace_id, id from contact where workspace_id = $1',
      [uuidOf(campaign.workspace_id)],
    );
  const left = async (campaign: CampaignEventData) => (await fixture.leftOf(campaign))?.changes;

  it('matches contacts in portions, between which other workspaces have their turn', async () => {
    const first = await withRules(4);
    const { workspace_id, contact_filter, max_new_leads_per_day } = first.campaign;
    const twin = aCampaign({ workspace_id, contact_filter, max_new_leads_per_day });
    const other = await fixture.scanned(1);
    await harness.sync(first, twin);
    await harness.insertContacts(workspace_id, 750);
    await note(first);
    await note(other);

    const steps = [];
    for (let step = 1; step <= 3; step += 1) {
      await harness.get(MatchChangedContacts).execute();
      steps.push([await left(first), await left(other)]);
    }
    expect(steps).toEqual([
      [250, 1],
      [250, 0],
      [0, 0],
    ]);
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(first)).toHaveLength(750);
    expect(await harness.enrollmentsOf(twin)).toHaveLength(750);
  });

  it('enrolls in pages that one statement can look at', async () => {
    const campaign = await withRules(4);
    await harness.insertContacts(campaign.campaign.workspace_id, 1_250);
    await harness.sync(campaign);
    await harness.get(EnrollNextPage).execute();
    expect(await harness.enrollmentsOf(campaign)).toHaveLength(1_000);

    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toHaveLength(1_250);
  });
});

describe('beyond the daily quota', () => {
  it('candidates wait for the days to come, and cost no look at the campaign until then', async () => {
    const campaign = await fixture.scanned(9, { max_new_leads_per_day: 2 });
    const enrolled = async (): Promise<number> => {
      await harness.enrollAll();
      return (await harness.enrollmentsOf(campaign)).length;
    };
    await fixture.write(campaign, range(1, 4), 'FR');
    expect(await enrolled()).toBe(2);

    await fixture.write(campaign, [5], 'FR');
    await harness.get(MatchChangedContacts).execute();
    expect(await harness.get(EnrollNextPage).execute()).toBe('idle');
    expect(await fixture.leftOf(campaign)).toEqual({ changes: 0, candidates: 3 });

    harness.clock.advance(DAY_MS);
    expect(await enrolled()).toBe(4);
    harness.clock.advance(DAY_MS);
    expect(await enrolled()).toBe(5);
    expect(await fixture.leftOf(campaign)).toEqual(NOTHING);
  });
});

describe('the end of a campaign', () => {
  const ends = async (campaign: CampaignEventData): Promise<number> =>
    (await harness.exhaustedOf(campaign)).length;
  const enrollOnly = async (): Promise<void> => {
    while ((await harness.get(EnrollNextPage).execute()) === 'more');
  };

  it.each([
    ['is published once the changes that were left turn out to match nobody', 'IT', 2],
    ['is not published when one of them matches', 'FR', 1],
  ])('%s', async (_, country, expected) => {
    const campaign = await fixture.scanned(3);
    expect(await ends(campaign)).toBe(1);
    await harness.sync(changed(campaign, {}));
    await fixture.write(campaign, [1], country);
    await enrollOnly();
    expect(await ends(campaign)).toBe(1);

    await harness.get(MatchChangedContacts).execute();
    harness.clock.advance(1_000);
    await enrollOnly();
    expect(await ends(campaign)).toBe(expected);
  });

  it('is not published while a candidate waits for quota', async () => {
    const campaign = await fixture.scanned(3, { max_new_leads_per_day: 0 });
    await fixture.write(campaign, [1], 'FR');
    await harness.sync(changed(campaign, {}));
    await harness.enrollAll();
    expect(await fixture.leftOf(campaign)).toEqual({ changes: 0, candidates: 1 });
    expect(await ends(campaign)).toBe(1);
  });
});
