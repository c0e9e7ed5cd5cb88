import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CreatePlatformConnection, PlatformReplyReceived, SyncPlatformAccounts } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { HooksHarness } from './hooks-harness.js';
import { seedCampaignOf, seedLead, type SeededCampaign, type SeededLead } from './seed-campaign.js';

const MINUTE_MS = 60_000;

const servers = useServers();
const instantly = new InstantlyServer();
let platforms: HooksHarness;
let campaign: SeededCampaign;
let lead: SeededLead;
beforeAll(async () => {
  await instantly.start();
  platforms = await HooksHarness.start(servers, { INSTANTLY_URL: instantly.url });
  await platforms.stubs.answer(SyncPlatformAccounts, ({ accounts }) => ({
    sending_account_ids: accounts.map(() => newId('ea')),
  }));
});
afterAll(async () => {
  await platforms.stop();
  await instantly.stop();
});

/** A campaign there, whose hooks reach nobody. */
beforeEach(async () => {
  const [api_key = ''] = instantly.keys;
  const { id, workspace_id } = await platforms.stubs.rpc.request(CreatePlatformConnection, {
    workspace_id: newId('ws'),
    workspace_time_zone: 'UTC',
    connection: { platform: 'instantly', credentials: { api_key } },
  });
  const connection = { connectionId: id, workspaceId: workspace_id, platform: 'instantly' as const };
  campaign = await seedCampaignOf(platforms.database, connection, platforms.clock.now());
  lead = await seedLead(platforms.database, campaign);
  instantly.campaigns.set(campaign.platformCampaignId, {
    id: campaign.platformCampaignId,
    name: campaign.campaignId,
    state: 'active',
    steps: [1, 2].map((step) => ({ subject: `Step ${step}`, body: '', delay: 1 })),
    accounts: [campaign.accountEmail],
    settings: {},
    leads: [
      { id: newId('cont'), email: lead.email, variables: {}, timesPushed: 1, state: 'active', sent: [] },
    ],
  });
  await polls();
  // The platform has a clock of its own, which stands still when the one of the service is moved.
  await platforms.database.query(
    `update signal_poll set polled_until = now() - interval '1 hour' where campaign_id = $1`,
    [uuidOf(campaign.campaignId)],
  );
});

const nextPoll = async (): Promise<number> => {
  const [row] = await platforms.database.query<{ next: Date | number }>(
    'select next_poll_at as next from signal_poll where campaign_id = $1',
    [uuidOf(campaign.campaignId)],
  );
  return Number(row?.next ?? 0);
};

/** Resolves when the campaign is waiting for its next poll. */
const polls = (): Promise<void> => {
  platforms.advance(0);
  return eventually(async () => expect(await nextPoll()).toBeGreaterThan(platforms.clock.now().getTime()));
};

describe('a campaign at a platform', () => {
  it('is polled, so that a fact whose hook was lost is found', async () => {
    instantly.sendNext(lead.email);
    instantly.reply(lead.email, 'Yes, please');
    platforms.advance(20 * MINUTE_MS);

    await eventually(async () =>
      expect(await platforms.story(lead)).toEqual(['1 message_sent', '1 reply_received']),
    );
    expect(await platforms.replyTexts(lead)).toMatchObject([{ text: 'Yes, please' }]);
    expect(await platforms.eventsAbout(PlatformReplyReceived, lead)).toMatchObject([
      { data: { sending_account_id: campaign.accountId } },
    ]);
  });

  it('tells each message once, however often it is polled', async () => {
    instantly.sendNext(lead.email);
    for (let round = 0; round < 2; round += 1) {
      await polls();
      platforms.advance(20 * MINUTE_MS);
      await eventually(async () => expect(await platforms.story(lead)).toEqual(['1 message_sent']));
    }
    await polls();
    expect(await platforms.story(lead)).toEqual(['1 message_sent']);
  });

  it('is polled again when its platform is back, from where it was', async () => {
    instantly.sendNext(lead.email);
    await instantly.kill();
    platforms.advance(20 * MINUTE_MS);
    await eventually(() =>
      expect(platforms.logged.join('\n')).toContain(`${campaign.campaignId} was not polled`),
    );

    await instantly.start();
    await polls();
    platforms.advance(20 * MINUTE_MS);
    await eventually(async () => expect(await platforms.story(lead)).toEqual(['1 message_sent']));
  });

  it('is polled for some days after its end, and no longer', async () => {
    await platforms.database.query(
      `update link set wanted = 'stopped', held = true, updated_at = $2::timestamptz - interval '8 days'
       where campaign_id = $1`,
      [uuidOf(campaign.campaignId), platforms.clock.now()],
    );
    platforms.advance(20 * MINUTE_MS);

    await eventually(async () => expect(await nextPoll()).toBe(Infinity));
  });
});
