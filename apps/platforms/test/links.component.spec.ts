import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountChanged, HoldDelegatedCampaign, type CampaignEventData, type CampaignView } from '#contracts';
import { uuidOf } from '#kernel';
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
beforeEach(() => {
  links.there.faults.none();
  links.there.served.length = 0;
});

const there = ({ campaign }: { readonly campaign: CampaignView }): CampaignThere => {
  const found = links.there.campaignOf(campaign.id);
  if (found === undefined) throw new Error('there is no such campaign at the platform');
  return found;
};
const created = (): number => links.asked.filter((request) => request === 'POST /campaigns').length;

async function change(data: CampaignEventData, changes: Partial<CampaignView>): Promise<CampaignEventData> {
  const next = changed(data, changes);
  await links.publish(next);
  await links.confirmed(next);
  return next;
}

const hold = (snapshot: CampaignEventData) =>
  links.stubs.rpc.request(HoldDelegatedCampaign, { workspace_id: links.workspaceId, snapshot });

describe('a launched campaign', () => {
  it('is created once at the platform, with its settings and accounts, and started', async () => {
    const data = await links.running({ name: 'Spring', send_window_start: 9, send_window_end: 17 });

    expect(there(data)).toMatchObject({
      state: 'active',
      name: expect.stringContaining('Spring'),
      accounts: ['ada@sender.example', 'bob@sender.example'],
      steps: [{}, {}, {}],
      settings: { daily_limit: 500 },
    });
    expect(created()).toBe(1);
    const state = (await links.states(data.campaign.id)).at(-1);
    expect(state).toMatchObject({
      wanted: 'active',
      observed: 'active',
      drift: [],
      platform_campaign_id: there(data).id,
    });
  });

  it('is left alone by events that come again, late or in another order', async () => {
    const data = links.launched();
    const paused = changed(data, { status: 'paused' });
    const resumed = changed(paused, { status: 'active' });
    await links.publish(resumed, data, paused, resumed);
    await links.confirmed(resumed);

    await links.publish(paused);
    const another = await links.running();

    expect(there(data).state).toBe('active');
    expect(there(another).state).toBe('active');
    expect(created()).toBe(2);
  });

  it('has no counterpart where it is native or a draft', async () => {
    const native = links.launched({ platform: 'native' });
    const draft = links.launched({ status: 'draft', started_at: null });
    await links.publish(native, draft);
    await links.running();

    const ids = [native, draft].map(({ campaign }) => uuidOf(campaign.id));
    expect(await links.database.query('select from link where campaign_id = any($1::uuid[])', [ids])).toEqual(
      [],
    );
  });

  it('is told later settings, and is started again after them', async () => {
    const data = await links.running();

    await change(data, { daily_send_limit: 40, send_days: [1, 2] });

    expect(there(data)).toMatchObject({ state: 'active', settings: { daily_limit: 40 } });
    expect(created()).toBe(1);
  });

  it('is not told the same settings again', async () => {
    const data = await links.running();
    links.there.served.length = 0;

    await change(data, { contact_filter: { country: ['FR'] } });

    expect(links.asked.filter((request) => request.startsWith('PATCH'))).toEqual([]);
  });

  it('follows a pause, a resume and its end', async () => {
    const data = await links.running();

    const paused = await change(data, { status: 'paused' });
    expect(there(data).state).toBe('paused');
    const resumed = await change(paused, { status: 'active' });
    expect(there(data).state).toBe('active');
    const over = await change(resumed, { status: 'archived' });
    expect(there(data).state).toBe('paused');

    const [row] = await links.database.query<{ next_attempt_at: Date | null }>(
      'select next_attempt_at from link where campaign_id = $1',
      [uuidOf(over.campaign.id)],
    );
    expect(row?.next_attempt_at).toBeNull();
  });

  it('is never created where it is paused before', async () => {
    const paused = changed(links.launched(), { status: 'paused' });
    await links.publish(paused);
    await links.confirmed(paused);

    expect(links.there.campaignOf(paused.campaign.id)).toBeUndefined();
  });
});

describe('a hold', () => {
  it('comes before the event, and an older event does not lift it', async () => {
    const data = await links.running();
    const paused = changed(data, { status: 'paused' });

    expect(await hold(paused)).toMatchObject({
      in_flight: 0,
      confirmed: true,
      state: { status: 'confirmed', wanted: 'paused', observed: 'paused' },
    });
    await links.publish(data);
    await links.running();
    expect(there(data).state).toBe('paused');
  });

  it('is kept before the launch is known', async () => {
    const data = links.launched();

    expect(await hold(changed(data, { status: 'paused' }))).toMatchObject({ confirmed: true });
    await links.publish(data);
    await links.running();

    expect(links.there.campaignOf(data.campaign.id)).toBeUndefined();
  });

  it('is answered in time by a platform that is away, and told until it holds', async () => {
    const data = await links.running();
    links.there.faults.next('error', { path: /pause/, times: 6 });

    const answer = await hold(changed(data, { status: 'paused' }));

    expect(answer).toMatchObject({ confirmed: false, state: { status: 'pending', wanted: 'paused' } });
    expect(there(data).state).toBe('active');
    await eventually(async () => {
      links.clock.advance(5_000);
      expect((await links.states(data.campaign.id)).at(-1)).toMatchObject({
        status: 'confirmed',
        wanted: 'paused',
      });
    });
    expect(there(data).state).toBe('paused');
  });

  it('forbids pushes from its answer on', async () => {
    const data = await links.running();
    const isHeld = async () => {
      const [row] = await links.database.query<{ held: boolean }>(
        'select held from link where campaign_id = $1',
        [uuidOf(data.campaign.id)],
      );
      return row?.held;
    };
    expect(await isHeld()).toBe(false);
    links.there.faults.next('error', { path: /pause/, times: 50 });

    await hold(changed(data, { status: 'paused' }));

    expect(await isHeld()).toBe(true);
  });
});

describe('an answer that is lost', () => {
  it.each(['cut_after', 'half_body_after', 'error_after'] as const)(
    'of a creation (%s) makes no second campaign: the first is found by its marker',
    async (fault) => {
      links.there.faults.next(fault, { path: /POST .*\/campaigns$/ });
      const data = links.launched();
      await links.publish(data);

      await eventually(async () => {
        links.clock.advance(5_000);
        expect((await links.states(data.campaign.id)).at(-1)).toMatchObject({ status: 'confirmed' });
      });
      const named = [...links.there.campaigns.values()].filter(({ name }) => name.includes(data.campaign.id));
      expect(named).toHaveLength(1);
    },
  );

  it('of a creation that never arrived is taken for that after a while', async () => {
    links.there.faults.next('maintenance', { path: /POST .*\/campaigns$/ });
    const data = links.launched();
    await links.publish(data);

    await eventually(async () => {
      links.clock.advance(5_000);
      expect((await links.states(data.campaign.id)).at(-1)).toMatchObject({ status: 'confirmed' });
    });
    expect(there(data).state).toBe('active');
  });
});

describe('an account', () => {
  const tell = (at: number, status: 'active' | 'paused') => {
    const account = links.accounts[at];
    if (account === undefined) throw new Error('no such account');
    account.status = status;
    return links.stubs.publishData(AccountChanged, links.workspaceId, {
      version: Date.now(),
      sending_account_id: account.id,
      email: account.email,
      status,
      daily_send_limit: 50,
      time_zone: 'UTC',
      health_score: account.health.score,
    });
  };

  it('that is paused leaves the campaigns at the platform, and comes back when it is active', async () => {
    const data = await links.running();

    await tell(0, 'paused');
    await eventually(() => expect(there(data).accounts).toEqual(['bob@sender.example']));
    await tell(0, 'active');
    await eventually(() =>
      expect(there(data).accounts).toEqual(['ada@sender.example', 'bob@sender.example']),
    );
  });

  it('that changes while the platform is told of another change is read again afterwards', async () => {
    const data = await links.running();
    const sql = 'update link set leased_by = $2, leased_until = $3 where campaign_id = $1';
    const lease = [uuidOf(data.campaign.id), randomUUID(), new Date(links.clock.now().getTime() + 10_000)];
    await links.database.query(sql, lease);

    // The stored plan has the account, and the one that the other run is telling may not.
    await tell(0, 'active');

    const isMarked = () => links.link(data.campaign).then((link) => link?.accounts_changed);
    await eventually(async () => expect(await isMarked()).toBe(true));
    links.clock.advance(11_000);
    await eventually(async () => expect(await isMarked()).toBe(false));
    await links.confirmed(data);
  });

  it('that is the last one pauses the campaign there until it may send again', async () => {
    const data = await links.running({ sending_account_ids: links.accountIds.slice(1) });

    await tell(1, 'paused');
    await links.eventuallyIs(data, (state) =>
      expect(state).toMatchObject({ status: 'failed', error: { code: 'no_account_on_platform' } }),
    );
    expect(there(data).state).toBe('paused');
    await tell(1, 'active');
    await links.confirmed(data);
    expect(there(data).state).toBe('active');
  });
});
