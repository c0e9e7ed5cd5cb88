import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  CampaignUpdated,
  EmailBounced,
  EmailSent,
  UpdateGatePolicy,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';
import { many, WatchedCampaign } from './watched-campaign.js';

const HOUR_MS = 3_600_000;

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

async function launched(settings: Parameters<typeof WatchedCampaign.create>[1] = {}) {
  const campaign = await WatchedCampaign.create(deliverability, settings);
  await campaign.change(CampaignLaunched);
  return campaign;
}

const setMode = ({ workspaceId }: WatchedCampaign, mode: 'automated' | 'supervised') =>
  deliverability.rpc.request(UpdateGatePolicy, { workspace_id: workspaceId, changes: { mode } });

describe('a campaign that bounces too much', () => {
  it('is paused once when it crosses the limit, with its figures in the log', async () => {
    const campaign = await launched();

    await campaign.messages({ sent: 47, bounced: 2 });
    expect(await campaign.pauses()).toEqual([]);
    await campaign.messages({ sent: 11 });
    await campaign.messages({ bounced: 1 });
    expect(await campaign.pauses()).toEqual([]); // 3 of 61
    await campaign.messages({ bounced: 1 });
    await campaign.messages({ bounced: 5 });

    expect(await campaign.pauses()).toEqual([['bounce_rate_high']]);
    expect(await campaign.alerts()).toMatchObject([
      {
        type: 'campaign_auto_paused',
        campaign_id: campaign.id,
        message: 'campaign bounced 6.45 % of 62 messages in 24 hours; at most 5 % allowed',
        data: { sent: 62, bounced: 4, complained: 0 },
      },
    ]);
  });

  it('is paused once with both reasons where complaints come too', async () => {
    const campaign = await launched();
    await setMode(campaign, 'supervised');
    await campaign.messages({ sent: 60, bounced: 5, complained: 1 });

    await setMode(campaign, 'automated');
    await campaign.messages({ sent: 1 });

    expect(await campaign.pauses()).toEqual([['bounce_rate_high', 'complaint_rate_high']]);
  });

  it('is paused where its launch is told after its messages', async () => {
    const campaign = await WatchedCampaign.create(deliverability);
    const launch = campaign.next();
    await campaign.messages({ sent: 40, bounced: 9 });

    await campaign.tell(CampaignLaunched, launch);
    await campaign.followed();
    expect(await campaign.pauses()).toEqual([]);
    await campaign.messages({ bounced: 1 });

    expect(await campaign.pauses()).toEqual([['bounce_rate_high']]);
  });

  it('is paused where nobody has told of its launch', async () => {
    const campaign = await WatchedCampaign.create(deliverability);

    await campaign.messages({ sent: 40, bounced: 10 });

    expect(await campaign.pauses()).toEqual([['bounce_rate_high']]);
  });

  it('is not paused by the bounces of another campaign of the same sending account', async () => {
    const campaign = await launched();
    const neighbour = campaign.neighbour();
    await neighbour.change(CampaignLaunched);

    await campaign.messages({ sent: 60 });
    await neighbour.messages({ bounced: 49 });

    expect([await campaign.pauses(), await neighbour.pauses()]).toEqual([[], []]);
  });

  it('is not paused by bounces that are more than a day old', async () => {
    const campaign = await launched();
    await campaign.messages({ sent: 30, bounced: 19 });
    deliverability.clock.advance(25 * HOUR_MS);

    await campaign.messages({ sent: 60, bounced: 2 });

    expect(await campaign.pauses()).toEqual([]);
  });

  it('is not judged while it warms accounts up', async () => {
    const campaign = await launched({ campaign_type: 'warmup' });

    await campaign.messages({ bounced: 60 });

    expect(await campaign.pauses()).toEqual([]);
  });
});

describe('a campaign that a person resumed', () => {
  it('is not paused again by the figures of before, and is by new ones', async () => {
    const campaign = await launched();
    await campaign.messages({ sent: 40, bounced: 10 });
    deliverability.clock.advance(1_000);
    await campaign.change(CampaignPaused, 'paused');
    await campaign.messages({ bounced: 1 });
    deliverability.clock.advance(1_000);
    await campaign.change(CampaignResumed);

    await campaign.messages({ sent: 45, bounced: 2 });
    expect(await campaign.pauses()).toHaveLength(1);
    await campaign.messages({ sent: 2, bounced: 1 });

    expect(await campaign.pauses()).toHaveLength(2);
    expect(await campaign.alerts()).toMatchObject([{ data: { sent: 50, bounced: 3 } }, {}]);
  });

  it('keeps its figures over a change of its settings', async () => {
    const campaign = await launched();
    const launch = campaign.next();
    await campaign.tell(CampaignUpdated, launch);
    await campaign.followed();
    await campaign.messages({ sent: 40, bounced: 9 });

    await campaign.tell(CampaignUpdated, { ...campaign.next(), active_since: launch.active_since });
    await campaign.followed();
    await campaign.messages({ bounced: 1 });

    expect(await campaign.pauses()).toHaveLength(1);
  });

  it('has the same figures counted anew as one by one', async () => {
    const campaign = await launched();
    const [late, twice] = [newId('send'), newId('send')];
    await campaign.messages({ sent: 5, bounced: 2, complained: 1 });
    deliverability.clock.advance(2 * HOUR_MS);
    await deliverability.publish(EmailBounced, [campaign.bounced(late), campaign.bounced(twice)]);
    await deliverability.publish(EmailSent, [campaign.sent(twice), campaign.sent(late)]);
    await campaign.messages({ sent: 1 });
    await campaign.counted(11, 1);
    const before = await campaign.figures();

    const earlier = new Date(deliverability.clock.now().getTime() - 3 * HOUR_MS).toISOString();
    await campaign.tell(CampaignUpdated, { ...campaign.next(), active_since: earlier });
    await campaign.followed();

    expect(before).toEqual({ sent: 11, bounced: 4, complained: 1 });
    expect(await campaign.figures()).toEqual(before);
  });

  it('is not paused by a late bounce of a message from before', async () => {
    const campaign = await launched();
    const old = many(10, () => newId('send'));
    await deliverability.publish(
      EmailSent,
      old.map((send) => campaign.sent(send)),
    );
    await campaign.counted(10);
    deliverability.clock.advance(1_000);
    await campaign.change(CampaignResumed);
    await campaign.messages({ sent: 60 });

    await deliverability.publish(
      EmailBounced,
      old.map((send) => campaign.bounced(send)),
    );
    await campaign.messages({ sent: 1 });

    expect(await campaign.pauses()).toEqual([]);
  });
});

describe('the mode supervised', () => {
  it('pauses nothing and raises one alert for each rule, until the mode changes', async () => {
    const campaign = await launched();
    await setMode(campaign, 'supervised');

    await campaign.messages({ sent: 40, bounced: 10 });
    await campaign.messages({ bounced: 10 });
    expect((await campaign.alerts()).map(({ type }) => type)).toEqual(['campaign_alert']);
    await campaign.messages({ complained: 1 });
    expect(await campaign.alerts()).toHaveLength(2);
    expect(await campaign.pauses()).toEqual([]);

    await setMode(campaign, 'automated');
    await campaign.messages({ sent: 1 });
    expect(await campaign.pauses()).toHaveLength(1);
  });
});
