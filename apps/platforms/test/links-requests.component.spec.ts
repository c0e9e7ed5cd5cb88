import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckDelegatedCampaign, GetDelegatedPacing, type RequestOf } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { LinksHarness } from './links-harness.js';

const servers = useServers();
let links: LinksHarness;
let connectionId: Id<'pcon'>;

beforeAll(async () => {
  links = await LinksHarness.start(servers);
  connectionId = await links.connect();
});
afterAll(() => links.stop());

describe('the pacing of a campaign', () => {
  it('says that the platform has not confirmed it, why, and how many leads wait', async () => {
    links.there.faults.next('error', { path: /activate/, times: 100 });
    const data = links.launched();
    await links.publish(data);
    await links.eventuallyIs(data, (state) =>
      expect(state).toMatchObject({ status: 'pending', error: { code: 'platform_unavailable' } }),
    );

    const ref = { workspace_id: links.workspaceId, campaign_id: data.campaign.id };
    expect(await links.stubs.rpc.request(GetDelegatedPacing, ref)).toMatchObject({
      waiting_leads: 0,
      blockers: [{ code: 'platform_not_confirmed' }],
    });
  });

  it('of an unknown campaign has nothing that waits', async () => {
    const ref = { workspace_id: links.workspaceId, campaign_id: newId('camp') };

    expect(await links.stubs.rpc.request(GetDelegatedPacing, ref)).toEqual({
      waiting_leads: 0,
      blockers: [],
    });
  });
});

describe('the check before a launch', () => {
  const check = async (changes: Partial<RequestOf<typeof CheckDelegatedCampaign>> = {}) => {
    const { blocking_reasons } = await links.stubs.rpc.request(CheckDelegatedCampaign, {
      workspace_id: links.workspaceId,
      client_id: null,
      platform: 'instantly',
      campaign_type: 'cold_outreach',
      recipient_time_zone: false,
      sending_account_ids: links.accountIds,
      min_health_score: 70,
      names_sender: false,
      delays_ms: [0, 86_400_000],
      ...changes,
    });
    return blocking_reasons.map(({ code }) => code);
  };

  it('passes where the platform is connected and has the accounts', async () => {
    expect(await check()).toEqual([]);
    expect(await check({ sending_account_ids: links.accountIds.slice(1), names_sender: true })).toEqual([]);
    expect(await check({ client_id: newId('cli') })).toEqual([]);
  });

  it('names every reason at once', async () => {
    const reasons = await check({
      campaign_type: 'warmup',
      recipient_time_zone: true,
      sending_account_ids: [...links.accountIds, newId('ea')],
      names_sender: true,
      delays_ms: [0, 400 * 86_400_000],
    });

    expect(reasons).toEqual([
      'platform_has_no_warmup',
      'account_not_on_platform',
      'sender_names_need_one_account',
      'platform_has_no_recipient_time_zone',
      'platform_cannot_wait_so_long',
    ]);
  });

  it('refuses a platform, or a workspace, without a connection', async () => {
    expect(await check({ platform: 'lemlist' })).toEqual(['platform_not_connected']);
    expect(await check({ workspace_id: newId('ws') })).toEqual(['platform_not_connected']);
  });

  it('refuses an account that cannot send at the platform', async () => {
    await links.database.query(
      'update platform_account set active = false where connection_id = $1 and email = $2',
      [uuidOf(connectionId), 'ada@sender.example'],
    );

    expect(await check()).toEqual(['account_not_on_platform']);
  });
});
