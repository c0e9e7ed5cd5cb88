import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData, CampaignView } from '#contracts';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { LemlistServer } from '../../../test/platforms/lemlist-server.js';
import { ReachinboxServer } from '../../../test/platforms/reachinbox-server.js';
import { SmartleadServer } from '../../../test/platforms/smartlead-server.js';
import { changed, LinksHarness } from './links-harness.js';

const servers = useServers();

describe.each([
  ['reachinbox', ReachinboxServer, 'paused'],
  ['smartlead', SmartleadServer, 'stopped'],
  ['instantly', InstantlyServer, 'paused'],
  ['lemlist', LemlistServer, 'paused'],
] as const)('a campaign at %s', (_, Server, end) => {
  let links: LinksHarness;
  beforeAll(async () => {
    links = await LinksHarness.start(servers, new Server());
    await links.connect();
  });
  afterAll(() => links.stop());

  const stateOf = ({ campaign }: CampaignEventData) => links.there.campaignOf(campaign.id)?.state;
  const change = async (data: CampaignEventData, changes: Partial<CampaignView>) => {
    const next = changed(data, changes);
    await links.publish(next);
    await eventually(async () => {
      links.clock.advance(2_000);
      expect(await links.link(next.campaign)).toMatchObject({ version: next.version, confirmed: true });
    });
    return next;
  };

  it('follows its launch, settings, pause, resume and end', async () => {
    const data = await links.running({ name: 'Spring' });
    expect(stateOf(data)).toBe('active');
    expect(links.there.campaignOf(data.campaign.id)).toMatchObject({ steps: [{}, {}, {}] });
    expect(links.there.campaignOf(data.campaign.id)?.accounts).toHaveLength(2);

    const updated = await change(data, { daily_send_limit: 60, send_window_start: 8 });
    expect(stateOf(data)).toBe('active');
    const paused = await change(updated, { status: 'paused' });
    expect(stateOf(data)).toBe('paused');
    const resumed = await change(paused, { status: 'active' });
    expect(stateOf(data)).toBe('active');
    await change(resumed, { status: 'archived' });
    expect(stateOf(data)).toBe(end);
    expect([...links.there.campaigns.values()]).toHaveLength(1);
    expect((await links.states(data.campaign.id)).at(-1)?.drift).toEqual([]);
  });

  it('stays as it is while nobody changes it, at any number of looks', async () => {
    const data = await links.running();
    for (let turn = 0; turn < 3; turn += 1) {
      const before = (await links.link(data.campaign))?.next_attempt_at;
      await links.look();
      await eventually(async () =>
        expect((await links.link(data.campaign))?.next_attempt_at).not.toEqual(before),
      );
    }

    expect((await links.states(data.campaign.id)).at(-1)).toMatchObject({ status: 'confirmed', drift: [] });
  });

  it('is reported where it was paused or deleted there', async () => {
    const [paused, deleted] = [await links.running(), await links.running()];
    links.there.pauseThere(paused.campaign.id);
    links.there.deleteThere(deleted.campaign.id);

    await eventually(async () => {
      await links.look();
      expect(await links.link(paused.campaign)).toMatchObject({ held: true, waits_for: 'paused_there' });
      expect(await links.link(deleted.campaign)).toMatchObject({ held: true, waits_for: 'deleted_there' });
    });
  });
});
