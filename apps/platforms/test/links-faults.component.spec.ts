import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  GetDelegatedPacing,
  HoldDelegatedCampaign,
  stopWorkspace,
  TestPlatformConnection,
  type CampaignEventData,
} from '#contracts';
import { uuidOf, type Id } from '#kernel';
import { eventually, useServers } from '#testing';
import { ConnectionCalls, Connections, type Opened } from '../src/connections/index.js';
import { planOf } from '../src/links/domain/plan.js';
import type { StoredLink } from '../src/links/persistence/link.row.js';
import { Links } from '../src/links/persistence/links.js';
import { changed, LinksHarness } from './links-harness.js';

const LEASE_MS = 21_000;

const servers = useServers();
let links: LinksHarness;
let connectionId: Id<'pcon'>;

beforeAll(async () => {
  links = await LinksHarness.start(servers);
  connectionId = await links.connect();
});
afterAll(() => links.stop());
beforeEach(() => links.there.faults.none());

const namedAfter = ({ campaign }: CampaignEventData) =>
  [...links.there.campaigns.values()].filter(({ name }) => name.includes(campaign.id));

async function opened(): Promise<Opened> {
  const [connection] = await links.provider(Connections).named([connectionId]);
  if (connection === undefined) throw new Error('not connected');
  return links.provider(ConnectionCalls).open(connection);
}

/** Taken up by a process that dies after this. */
class Dying {
  private readonly holder = randomUUID();
  private readonly store = links.provider(Links);

  private constructor(
    readonly data: CampaignEventData,
    private taken: StoredLink | undefined,
  ) {}

  get link(): StoredLink {
    if (this.taken === undefined) throw new Error('it was not taken up');
    return this.taken;
  }

  /** Before the schedule of the living process, which looks every second. */
  static async with(make: () => CampaignEventData): Promise<Dying> {
    for (;;) {
      const data = make();
      const dying = new Dying(data, undefined);
      await dying.store.store([data]);
      dying.taken = await dying.store.claimOne(dying.holder, data.campaign.id);
      if (dying.taken !== undefined) return dying;
    }
  }

  async record(change: Parameters<Links['change']>[2]): Promise<void> {
    const next = await this.store.change(this.holder, this.link, change);
    if (next === undefined) throw new Error('the lease was lost');
    this.taken = next;
  }

  get plan() {
    const accounts = ['ada', 'bob'].map((name) => `${name}@sender.example`);
    return planOf(
      this.data.campaign,
      this.data.steps,
      accounts.map((email) => ({ email, externalId: email })),
    );
  }
}

describe('a database that was restored', () => {
  it('does not create a campaign again that it forgot', async () => {
    const data = await links.running();
    await links.database.query('delete from link where campaign_id = $1', [uuidOf(data.campaign.id)]);
    await links.publish({ ...data, version: data.version + 1 });

    await links.confirmed({ ...data, version: data.version + 1 });
    expect(namedAfter(data)).toHaveLength(1);
  });
});

describe('a link whose connection no key opens', () => {
  const seal = (encrypted: string) =>
    links.database.query<{ before: string }>(
      `update connection c set encrypted_credentials = $2 from connection before where c.id = $1 and before.id = c.id
       returning before.encrypted_credentials as before`,
      [uuidOf(connectionId), encrypted],
    );

  it('says so, creates nothing, and goes on when one opens it', async () => {
    const [{ before } = { before: '' }] = await seal('another-key.AAAA');
    const data = links.launched();
    await links.publish(data);
    await links.eventuallyIs(data, (state) =>
      expect(state).toMatchObject({
        status: 'failed',
        error: {
          code: 'platform_connection_broken',
          message: expect.stringContaining('enter them again'),
        },
      }),
    );
    expect(namedAfter(data)).toEqual([]);

    await seal(before);
    links.clock.advance(60_000);
    await links.confirmed(data);
  });
});

describe('a process that dies', () => {
  const create = async (dying: Dying): Promise<string> => {
    await dying.record({ connectionId, createStartedAt: links.clock.now() });
    const { client, call } = await opened();
    return client.createCampaign(call, dying.plan);
  };
  const mirrored = async (dying: Dying): Promise<string> => {
    const id = await create(dying);
    await dying.record({ platformCampaignId: id, createStartedAt: null });
    const { client, call } = await opened();
    await client.applyPlan(call, id, dying.plan);
    return id;
  };

  it.each<readonly [string, (dying: Dying) => Promise<unknown>]>([
    ['before the creation', (dying) => dying.record({ createStartedAt: links.clock.now() })],
    ['after the creation, which is not recorded', create],
    [
      'with the creation recorded',
      async (dying) => dying.record({ platformCampaignId: await create(dying), createStartedAt: null }),
    ],
    ['after the settings, which are not recorded', mirrored],
    [
      'after the start, which is not recorded',
      async (dying) => {
        const id = await mirrored(dying);
        await dying.record({ mirroredVersion: dying.link.version, mirroredPlan: dying.plan });
        const { client, call } = await opened();
        await client.activate(call, id);
      },
    ],
  ])('%s leaves one campaign that another process starts', async (_, until) => {
    const dying = await Dying.with(() => links.launched());
    await until(dying);

    await eventually(async () => {
      links.clock.advance(LEASE_MS);
      expect(await links.link(dying.data.campaign)).toMatchObject({ confirmed: true });
    });

    expect(namedAfter(dying.data)).toMatchObject([{ state: 'active' }]);
  });

  it('after a pause that is not recorded leaves it paused', async () => {
    const data = await links.running();
    const dying = await Dying.with(() => changed(data, { status: 'paused' }));
    const { client, call } = await opened();
    await client.pause(call, dying.link.platformCampaignId ?? '');

    await eventually(async () => {
      links.clock.advance(LEASE_MS);
      expect(await links.link(data.campaign)).toMatchObject({ confirmed: true, wanted: 'paused' });
    });

    expect(namedAfter(data)).toMatchObject([{ state: 'paused' }]);
  });

  it('loses its lease, and records nothing more', async () => {
    const dying = await Dying.with(() => links.launched());
    links.clock.advance(LEASE_MS);
    await eventually(async () =>
      expect(await links.link(dying.data.campaign)).toMatchObject({ confirmed: true }),
    );

    await expect(dying.record({ platformCampaignId: 'another' })).rejects.toThrow('lost');
  });
});

describe('several replicas', () => {
  it('create each campaign once, and bring all to their state', async () => {
    await links.addReplica();
    await links.addReplica();
    const many = Array.from({ length: 25 }, () => links.launched());
    await links.publish(...many);
    await Promise.all(many.map((data) => links.confirmed(data)));

    for (const data of many) expect(namedAfter(data)).toMatchObject([{ state: 'active' }]);

    const paused = many.map((data) => changed(data, { status: 'paused' }));
    const answers = await Promise.all(
      paused.map((snapshot) =>
        links.stubs.rpc.request(HoldDelegatedCampaign, { workspace_id: links.workspaceId, snapshot }),
      ),
    );
    expect(answers.filter(({ confirmed }) => !confirmed)).toEqual([]);
    for (const data of many) expect(namedAfter(data)).toMatchObject([{ state: 'paused' }]);
  });
});

describe('a platform that fails one request in five', () => {
  it('has every campaign once and in its state in the end', async () => {
    let seed = 7;
    links.there.faults.atRandom(0.2, () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647);
    const many = Array.from({ length: 12 }, () => links.launched());
    await links.publish(...many);
    const halfPaused = many.map((data, at) => (at % 2 === 0 ? data : changed(data, { status: 'paused' })));
    await links.publish(...halfPaused);

    await eventually(async () => {
      links.clock.advance(20_000);
      for (const { campaign, version } of halfPaused)
        expect(await links.link(campaign)).toMatchObject({ confirmed: true, version });
    });

    links.there.faults.none();
    for (const data of halfPaused) {
      const states = namedAfter(data).map(({ state }) => state);
      if (data.campaign.status === 'active') expect(states).toEqual(['active']);
      else expect(states.filter((state) => state === 'active')).toEqual([]);
      expect(states.length).toBeLessThanOrEqual(1);
    }
  });
});

describe('a connection that is refused', () => {
  it('fails the campaigns with the reason, and lets them go on when it works again', async () => {
    const [key = ''] = links.there.keys;
    links.there.keys.clear();
    const data = links.launched();
    await links.publish(data);
    await links.eventuallyIs(data, (state) =>
      expect(state).toMatchObject({ status: 'failed', error: { code: 'platform_connection_broken' } }),
    );
    const { blockers } = await links.stubs.rpc.request(GetDelegatedPacing, {
      workspace_id: links.workspaceId,
      campaign_id: data.campaign.id,
    });
    expect(blockers.map(({ code }) => code)).toContain('platform_connection_broken');

    links.there.keys.add(key);
    const ref = { workspace_id: links.workspaceId, connection_id: connectionId };
    await links.stubs.rpc.request(TestPlatformConnection, ref);
    links.clock.advance(61_000);

    await links.confirmed(data);
  });
});

describe('a workspace that is being deleted', () => {
  it('has its campaigns ended at the platform before its keys go, and none starts again', async () => {
    const data = await links.running();

    await links.stubs.rpc.request(stopWorkspace('platforms'), { id: links.workspaceId });

    await eventually(async () =>
      expect(await links.link(data.campaign)).toMatchObject({
        held: true,
        wanted: 'stopped',
        confirmed: true,
      }),
    );
    expect(namedAfter(data)).toMatchObject([{ state: 'paused' }]);
    await links.provider(Links).store([changed(data, { daily_send_limit: 9 })]);
    expect((await links.link(data.campaign))?.wanted).toBe('stopped');
  });
});
