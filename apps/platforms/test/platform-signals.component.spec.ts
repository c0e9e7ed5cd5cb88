import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BounceReported,
  CreatePlatformConnection,
  EmailClicked,
  EmailOpened,
  EmailUnsubscribed,
  PlatformMessageSent,
  PlatformReplyReceived,
  SyncPlatformAccounts,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { LemlistServer } from '../../../test/platforms/lemlist-server.js';
import type { PlatformServer } from '../../../test/platforms/platform-server.js';
import { ReachinboxServer } from '../../../test/platforms/reachinbox-server.js';
import { SmartleadServer } from '../../../test/platforms/smartlead-server.js';
import { HookDoor } from './hook-door.js';
import { HooksHarness } from './hooks-harness.js';
import { seedCampaignOf, seedLead, type SeededCampaign, type SeededLead } from './seed-campaign.js';

const there: PlatformServer[] = [
  new ReachinboxServer(),
  new SmartleadServer(),
  new InstantlyServer(),
  new LemlistServer(),
];

const servers = useServers();
let door: HookDoor;
let platforms: HooksHarness;
beforeAll(async () => {
  for (const server of there) await server.start();
  door = await HookDoor.open();
  const urls = there.map((server) => [`${server.platform.toUpperCase()}_URL`, server.url]);
  platforms = await HooksHarness.start(servers, { ...Object.fromEntries(urls), PUBLIC_URL: door.url });
  door.lead(platforms.stubs.rpc);
  await platforms.stubs.answer(SyncPlatformAccounts, ({ accounts }) => ({
    sending_account_ids: accounts.map(() => newId('ea')),
  }));
});
afterAll(async () => {
  await platforms.stop();
  await door.close();
  for (const server of there) await server.stop();
});

/** A sync that ends later would take the account of the campaign for one that the platform has no more. */
const accountsAreSynced = (connection: Id<'pcon'>): Promise<void> =>
  eventually(async () => {
    const [row] = await platforms.database.query<{ synced: boolean }>(
      'select accounts_synced_at is not null as synced from connection where id = $1',
      [uuidOf(connection)],
    );
    expect(row?.synced).toBe(true);
  });

describe.each(there)('a campaign at $platform', (server) => {
  let campaign: SeededCampaign;
  beforeAll(async () => {
    const [api_key = ''] = server.keys;
    const { id, workspace_id, hook } = await platforms.stubs.rpc.request(CreatePlatformConnection, {
      workspace_id: newId('ws'),
      workspace_time_zone: 'UTC',
      connection: { platform: server.platform, credentials: { api_key } },
    });
    await accountsAreSynced(id);
    const connection = { connectionId: id, workspaceId: workspace_id, platform: server.platform };
    campaign = await seedCampaignOf(platforms.database, connection, platforms.clock.now());
    // As a person does in the settings there, where their API cannot; a hook that was registered too has no second effect.
    server.hookUrls.add(hook.url ?? '');
    server.campaigns.set(campaign.platformCampaignId, {
      id: campaign.platformCampaignId,
      name: campaign.campaignId,
      state: 'active',
      steps: [1, 2].map((step) => ({ subject: `Step ${step}`, body: '', delay: 1 })),
      accounts: [campaign.accountEmail],
      settings: {},
      leads: [],
    });
  });

  /** A lead there and here, to whom the first message was sent. */
  async function aLead(): Promise<SeededLead> {
    const lead = await seedLead(platforms.database, campaign);
    const id = String(Math.floor(Math.random() * 1e9));
    const fresh = { timesPushed: 1, state: 'active' as const, sent: [] };
    server.campaigns
      .get(campaign.platformCampaignId)
      ?.leads.push({ id, email: lead.email, variables: {}, ...fresh });
    server.sendNext(lead.email);
    return lead;
  }

  const tells = (lead: SeededLead, facts: readonly string[]) =>
    eventually(async () => {
      await server.hooks.idle();
      expect((await platforms.story(lead)).toSorted()).toEqual([...facts].toSorted());
    });

  it('tells what was sent, and from which account', async () => {
    const lead = await aLead();
    await tells(lead, ['1 message_sent']);
    server.sendNext(lead.email);
    await tells(lead, ['1 message_sent', '2 message_sent']);

    for (const { data } of await platforms.eventsAbout(PlatformMessageSent, lead)) {
      expect(data).toMatchObject({ sending_account_id: campaign.accountId, email: lead.email });
    }
  });

  it('tells of opens and clicks', async () => {
    const lead = await aLead();
    server.open(lead.email);
    server.click(lead.email, 'https://acme.example/offer');
    await tells(lead, ['1 message_sent', '1 opened', '1 clicked']);

    expect(await platforms.eventsAbout(EmailOpened, lead)).toMatchObject([{ data: { machine: false } }]);
    expect(await platforms.eventsAbout(EmailClicked, lead)).toMatchObject([{ data: { machine: false } }]);
  });

  it('tells of replies with their texts', async () => {
    const lead = await aLead();
    server.reply(lead.email, 'Yes, please call me');
    await tells(lead, ['1 message_sent', '1 reply_received']);

    const [event] = await platforms.eventsAbout(PlatformReplyReceived, lead);
    expect(JSON.stringify(await platforms.replyTexts(lead))).toContain('Yes, please call me');
    expect(event?.data).toMatchObject({ platform: server.platform, automatic: false });
  });

  it('tells of bounces', async () => {
    const lead = await aLead();
    server.bounce(lead.email, '550 5.1.1 no such user');
    await tells(lead, ['1 message_sent', '1 bounce_reported']);

    expect(await platforms.eventsAbout(BounceReported, lead)).toHaveLength(1);
  });

  it('tells of contacts who unsubscribe, by a hook or when it is asked', async () => {
    const lead = await aLead();
    await tells(lead, ['1 message_sent']);
    server.unsubscribe(lead.email);
    await server.hooks.idle();
    await eventually(async () => {
      platforms.advance(0);
      const polls = await platforms.database.query(
        `update signal_poll set next_poll_at = $2, polled_until = now() - interval '1 hour' where campaign_id = $1
         returning campaign_id`,
        [uuidOf(campaign.campaignId), platforms.clock.now()],
      );
      expect(polls).toHaveLength(1);
    });
    platforms.advance(1_000);

    await tells(lead, ['1 message_sent', '1 unsubscribed']);
    expect(await platforms.eventsAbout(EmailUnsubscribed, lead)).toMatchObject([
      { data: { method: 'platform' } },
    ]);
  });

  it('has no hook that is not understood', async () => {
    await server.hooks.idle();
    expect(server.hooks.lost).toEqual([]);
    expect(await platforms.deadLetters(campaign)).toEqual([]);
  });
});
