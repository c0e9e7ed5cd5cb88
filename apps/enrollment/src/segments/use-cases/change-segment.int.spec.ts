import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { ChangedContactsFixture } from '../../../test/changed-contacts-fixture.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { Segments, type Segment } from '../persistence/segments.js';
import { ChangeSegment } from './change-segment.js';

const servers = useServers();
let harness: EnrollmentHarness;
let fixture: ChangedContactsFixture;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  fixture = new ChangedContactsFixture(harness);
});

afterAll(() => harness.close());

describe('a segment', () => {
  const segmentOf = async ({ campaign }: CampaignEventData, type: 'static' | 'dynamic'): Promise<Segment> => {
    const at = harness.clock.now();
    const segment: Segment = {
      id: newId('seg'),
      workspace_id: campaign.workspace_id,
      name: 'Wanted',
      type,
      conditions: { match: 'all', rules: [{ field: 'country', operator: 'equals', value: 'FR' }] },
      created_at: at,
      updated_at: at,
      contact_count: null,
      contact_count_at: null,
    };
    await harness.get(Segments).insert(segment);
    return segment;
  };
  const named = async (campaign: CampaignEventData, { id }: Segment): Promise<CampaignEventData> => {
    const naming = changed(campaign, { contact_filter: { segment_ids: [id] } });
    await harness.sync(naming);
    await harness.enrollAll();
    return naming;
  };

  it('with other conditions has only the campaigns scan that name it; with another name, none', async () => {
    const campaign = await fixture.scanned(3);
    const other = aCampaign({
      workspace_id: campaign.campaign.workspace_id,
      contact_filter: { tags: ['x'] },
    });
    await harness.sync(other);
    const segment = await segmentOf(campaign, 'dynamic');
    await named(campaign, segment);

    await harness.get(ChangeSegment).execute(segment, { name: 'Still wanted' });
    expect(await fixture.scanOf(campaign)).toMatchObject({ scan_again: false });
    const rules = [{ field: 'country' as const, operator: 'equals' as const, value: 'DE' }];
    await harness.get(ChangeSegment).execute(segment, { conditions: { match: 'all', rules } });
    expect(await fixture.scanOf(campaign)).toMatchObject({ scan_again: true });
    expect(await fixture.scanOf(other)).toMatchObject({ scan_again: false });
    await harness.enrollAll();
    expect(await harness.enrollmentsOf(campaign)).toHaveLength(3);
  });

  it('keeps both of two changes at once, of its name and of its conditions', async () => {
    const segment = await segmentOf(aCampaign(), 'dynamic');
    const rules = [{ field: 'country' as const, operator: 'equals' as const, value: 'DE' }];
    await harness.get(ChangeSegment).execute(segment, { name: 'Germans' });
    await harness.get(ChangeSegment).execute(segment, { conditions: { match: 'all', rules } });

    expect(await harness.get(Segments).find(segment.workspace_id, segment.id)).toMatchObject({
      name: 'Germans',
      conditions: { match: 'all', rules },
    });
  });

  it('that is static has its new members enrolled without a scan', async () => {
    const campaign = await fixture.scanned(3);
    const segment = await segmentOf(campaign, 'static');
    await named(campaign, segment);
    const before = await fixture.scanOf(campaign);
    const contactId = await fixture.idOf(campaign, 2);

    await harness.get(ChangeSegment).contacts(segment, { add: [contactId], remove: [] });
    await harness.enrollAll();
    expect(await fixture.emailsOf(campaign)).toEqual(['p2@corp.test']);
    expect(await fixture.scanOf(campaign)).toEqual(before);
  });
});
