import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CampaignEventData, CampaignView, PlatformDrift } from '#contracts';
import { eventually, useServers } from '#testing';
import type { CampaignThere } from '../../../test/platforms/state-there.js';
import { changed, LinksHarness } from './links-harness.js';

const servers = useServers();
let links: LinksHarness;

beforeAll(async () => {
  links = await LinksHarness.start(servers);
  await links.connect();
});
afterAll(() => links.stop());
beforeEach(() => links.there.faults.none());

const there = ({ campaign }: { readonly campaign: CampaignView }): CampaignThere => {
  const found = links.there.campaignOf(campaign.id);
  if (found === undefined) throw new Error('there is no such campaign at the platform');
  return found;
};
const drift = async ({ campaign }: CampaignEventData): Promise<PlatformDrift[]> =>
  (await links.states(campaign.id)).at(-1)?.drift ?? [];

const isHeld = async ({ campaign }: CampaignEventData): Promise<boolean | undefined> =>
  (await links.link(campaign))?.held;

async function change(data: CampaignEventData, changes: Partial<CampaignView>): Promise<CampaignEventData> {
  const next = changed(data, changes);
  await links.publish(next);
  await links.confirmed(next);
  return next;
}

describe('a campaign that somebody changes at the platform', () => {
  it('is paused again where it was started there', async () => {
    const paused = await change(await links.running(), { status: 'paused' });
    there(paused).state = 'active';

    await links.look();

    await eventually(async () => {
      expect(there(paused).state).toBe('paused');
      expect(await drift(paused)).toMatchObject([{ code: 'active_there', repaired_at: expect.any(String) }]);
    });
  });

  it('is reported where it was paused there: nothing is pushed, and nobody starts it but a person', async () => {
    const data = await links.running();
    links.there.pauseThere(data.campaign.id);

    await links.look();

    await links.eventuallyIs(data, (state) =>
      expect(state).toMatchObject({
        status: 'failed',
        observed: 'paused',
        error: { code: 'platform_paused' },
        drift: [{ code: 'paused_there', repaired_at: null }],
      }),
    );
    expect(await isHeld(data)).toBe(true);
    expect(there(data).state).toBe('paused');
  });

  it('is started by a pause and a resume here', async () => {
    const data = await links.running();
    links.there.pauseThere(data.campaign.id);
    await links.look();
    await eventually(async () => expect(await isHeld(data)).toBe(true));

    const resumed = await change(await change(data, { status: 'paused' }), { status: 'active' });

    expect(there(data).state).toBe('active');
    expect(await isHeld(resumed)).toBe(false);
    expect(await drift(data)).toMatchObject([{ code: 'paused_there', repaired_at: expect.any(String) }]);
  });

  it('is as before when a person starts it there again', async () => {
    const data = await links.running();
    links.there.pauseThere(data.campaign.id);
    await links.look();
    await eventually(async () => expect(await isHeld(data)).toBe(true));

    there(data).state = 'active';
    await links.look();

    await eventually(async () => expect(await isHeld(data)).toBe(false));
    await links.confirmed(data);
  });

  it('gets its settings and accounts back where they were edited there', async () => {
    const data = await links.running({ daily_send_limit: 300 });
    Object.assign(there(data).settings, { daily_limit: 9 });
    there(data).accounts = ['eve@other.example'];

    await links.look();

    await eventually(async () => {
      expect(there(data)).toMatchObject({
        state: 'active',
        accounts: ['ada@sender.example', 'bob@sender.example'],
        settings: { daily_limit: 300 },
      });
      expect(await drift(data)).toMatchObject([
        {
          code: 'edited_there',
          message: expect.stringContaining('accounts'),
          repaired_at: expect.any(String),
        },
      ]);
    });
  });

  it('is reported where it was deleted there, and never created again', async () => {
    const data = await links.running();
    links.there.deleteThere(data.campaign.id);

    await links.look();
    await links.eventuallyIs(data, (state) =>
      expect(state).toMatchObject({
        status: 'failed',
        observed: 'missing',
        error: { code: 'platform_missing' },
      }),
    );
    expect(await isHeld(data)).toBe(true);
    const paused = await change(data, { status: 'paused' });
    const resumed = changed(paused, { status: 'active' });
    await links.publish(resumed);

    await eventually(async () =>
      expect(await links.link(data.campaign)).toMatchObject({
        version: resumed.version,
        waits_for: 'deleted_there',
      }),
    );
    expect(links.there.campaignOf(data.campaign.id)).toBeUndefined();
  });

  it('is noticed by a setting that is told, too', async () => {
    const data = await links.running();
    links.there.deleteThere(data.campaign.id);

    await links.publish(changed(data, { daily_send_limit: 7 }));

    await links.eventuallyIs(data, (state) => expect(state?.observed).toBe('missing'));
  });

  it('that completed there without leads is as it should be', async () => {
    const data = await links.running();
    links.there.completeThere(data.campaign.id);

    await links.look();

    await links.eventuallyIs(data, (state) =>
      expect(state).toMatchObject({ status: 'confirmed', observed: 'completed', drift: [] }),
    );
    expect(there(data).state).toBe('completed');
  });

  it('that completed there while leads wait for their first message is started again', async () => {
    const data = await links.running();
    links.there.completeThere(data.campaign.id);
    await links.addPushedLead(data);

    await links.look();

    await eventually(async () => {
      expect(there(data).state).toBe('active');
      expect(await drift(data)).toMatchObject([{ code: 'completed_there', repaired_at: expect.any(String) }]);
    });
  });
});

describe('a look', () => {
  it('is at each running campaign within a quarter of an hour, and at none that is over', async () => {
    const data = await links.running();
    const over = await change(await links.running(), { status: 'archived' });
    links.there.served.length = 0;
    const looksAt = ({ campaign }: CampaignEventData): number => {
      const id = links.there.campaignOf(campaign.id)?.id ?? '';
      return links.there.served.filter(({ path }) => path.endsWith(id)).length;
    };

    await links.look();
    await eventually(() => expect(looksAt(data)).toBeGreaterThan(0));
    await links.look();

    await eventually(() => expect(looksAt(data)).toBeGreaterThan(1));
    expect(looksAt(over)).toBe(0);
  });

  it('that failed leaves a confirmed campaign confirmed', async () => {
    const data = await links.running();
    links.there.faults.next('maintenance', { path: new RegExp(`GET .*${there(data).id}`), times: 3 });

    await links.look();

    await eventually(async () => expect((await links.link(data.campaign))?.attempts).toBe(1));
    expect((await links.states(data.campaign.id)).at(-1)?.status).toBe('confirmed');
  });
});
