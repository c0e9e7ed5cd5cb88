import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  CampaignResumed,
  GetSendingAccounts,
  HoldDelegatedCampaign,
  type CampaignEventData,
} from '#contracts';
import { uuidOf } from '#kernel';
import { accountView, eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import type { LinkRow } from '../src/links/persistence/link.row.js';
import { LeadsHarness, type ReadyCampaign } from './leads-harness.js';

const LEADS = 4_000;

const servers = useServers();
const there = new InstantlyServer();
let harness: LeadsHarness;

beforeAll(async () => {
  harness = await LeadsHarness.start(servers, there, 3);
  await harness.stubs.answer(GetSendingAccounts, ({ workspace_id, sending_account_ids: [id] }) => ({
    results: id === undefined ? [] : [accountView({ workspace_id, id, email: 'ada@sender.example' })],
  }));
});
afterAll(() => harness.stop());

async function paused({ campaignId }: ReadyCampaign): Promise<CampaignEventData> {
  const [row] = await harness.database.query<LinkRow>('select * from link where campaign_id = $1', [
    uuidOf(campaignId),
  ]);
  if (row === undefined) throw new Error('there is no link');
  const campaign = { ...row.campaign, platform: 'instantly' as const, status: 'paused' as const };
  return {
    version: row.version + 1,
    campaign: { ...campaign, started_at: campaign.created_at },
    steps: [...row.steps],
    active_since: null,
  };
}

const resumed = ({ campaign, version, ...rest }: CampaignEventData): CampaignEventData => ({
  ...rest,
  version: version + 1,
  campaign: { ...campaign, status: 'active' },
  active_since: new Date().toISOString(),
});

const leadsThere = ({ platformCampaignId }: ReadyCampaign): number =>
  there.campaigns.get(platformCampaignId)?.leads.length ?? 0;

it('a hold in a storm of pushes lets only those finish that it counted, and each lead is there once', async () => {
  const campaign = await harness.campaign();
  const leads = harness.leads(LEADS);
  await harness.handOver(campaign, leads);
  await eventually(() => expect(leadsThere(campaign)).toBeGreaterThan(0));
  const snapshot = await paused(campaign);
  await harness.database.query(
    `insert into platform_account (connection_id, email, external_id, sending_account_id, active, seen_at)
     values ($1, 'ada@sender.example', 'ada@sender.example', gen_random_uuid(), true, now())`,
    [uuidOf(campaign.connectionId)],
  );

  const { in_flight, confirmed } = await harness.stubs.rpc.request(HoldDelegatedCampaign, {
    workspace_id: campaign.workspaceId,
    snapshot,
  });
  const whenHeld = leadsThere(campaign);

  expect(confirmed).toBe(true);
  expect(there.campaigns.get(campaign.platformCampaignId)?.state).toBe('paused');
  await eventually(async () => expect((await harness.statuses(campaign))['pushing'] ?? 0).toBe(0));
  const held = leadsThere(campaign);
  expect(held).toBeLessThanOrEqual(whenHeld + in_flight);
  expect(held).toBeLessThan(LEADS);

  await harness.stubs.publishData(CampaignResumed, campaign.workspaceId, resumed(snapshot));
  await eventually(() => expect(leadsThere(campaign)).toBe(LEADS));
  expect(harness.counts(campaign, leads)).toEqual({ '1x1': LEADS });
});
