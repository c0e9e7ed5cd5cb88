import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlatformServer } from '../../../test/platforms/platform-server.js';
import type { LeadToPush, PlatformAccount } from '../src/clients/domain/campaign-plan.js';
import type { MessageSignal, Signal } from '../src/clients/domain/signal.js';
import type { PlatformCall, PlatformClient } from '../src/clients/platform-client.js';
import { PlatformError } from '../src/clients/platform-error.js';
import { aPlan } from './a-plan.js';
import { eachOnce, repeatedly } from './in-doubt.js';
import type { useCalls } from './use-calls.js';

interface Contract {
  readonly client: PlatformClient;
  /** Without its limit of requests. */
  readonly server: PlatformServer;
  readonly callTo: ReturnType<typeof useCalls>;
  /** More than a page of them. */
  readonly manyAccounts: number;
  readonly differs?: Differs;
}

/** The ways in which the API of a platform is not as those of the others. */
interface Differs {
  /** A removed lead is paused there, so it is found still. */
  readonly pausesLeads?: boolean;
  /** The same lead twice is two leads. */
  readonly doublesLeads?: boolean;
  /** A push tells no ids. */
  readonly tellsNoIds?: boolean;
  /** The name of a campaign stays. */
  readonly keepsNames?: boolean;
  /** An account does not tell since when it warms up. */
  readonly tellsNoStart?: boolean;
  /** Polled facts do not tell the account. */
  readonly pollsNoAccount?: boolean;
}

const FAST = { requests: 100_000, perMs: 1_000 };
const ACCOUNT = 'sales@ours.example';

const leadOf = (name: string): LeadToPush => ({
  email: `${name}@example.com`,
  firstName: name,
  lastName: null,
  companyName: 'Example',
  variables: {
    nimbus_subject_1: `Hello ${name}`,
    nimbus_body_1: `<p>Hello ${name}</p>`,
    nimbus_subject_2: '',
    nimbus_body_2: '<p>Again</p>',
  },
  reference: `enr_${name}`,
});
const leads = (count: number, prefix = 'lead') =>
  Array.from({ length: count }, (_, n) => leadOf(`${prefix}${n}`));

/** The promises of the port, at a server that is written from the documentation of the platform. */
export function keepsTheContract({ client, server, callTo, manyAccounts, differs = {} }: Contract): void {
  const removed = differs.pausesLeads === true ? 'paused' : 'removed';
  let call: PlatformCall;
  let marker: string;
  let markers = 0;
  beforeAll(async () => {
    await server.start();
    server.addAccount(ACCOUNT);
  });
  beforeEach(async () => {
    server.faults.none();
    markers += 1;
    marker = `camp_${client.platform}${markers}`;
    call = await callTo(client, server, { rate: FAST });
  });
  afterAll(() => server.stop());

  /** Our account as the platform knows it. */
  async function account(): Promise<PlatformAccount> {
    for await (const each of client.listAccounts(call)) if (each.email === ACCOUNT) return each;
    throw new Error('no account');
  }
  const plan = async (different: Parameters<typeof aPlan>[0] = {}) => {
    const { email, externalId } = await account();
    return aPlan({ marker, accounts: [{ email, externalId }], ...different });
  };
  async function campaign(): Promise<string> {
    const id = await client.createCampaign(call, await plan());
    await client.applyPlan(call, id, await plan());
    return id;
  }
  async function running(pushed: readonly LeadToPush[]): Promise<string> {
    const id = await campaign();
    await client.activate(call, id);
    if (pushed.length > 0) await client.pushLeads(call, id, pushed);
    return id;
  }

  describe('a key', () => {
    it('that works is accepted', async () => {
      await client.check(call);
    });

    it('that does not is refused, without a word of it', async () => {
      const other = await callTo(client, server, { key: 'very-secret-key', rate: FAST });
      const failure = await client.check(other).catch((error: unknown) => error);
      expect(failure).toMatchObject({ kind: 'credentials_refused', doubtful: false });
      expect(JSON.stringify([failure, String(failure)])).not.toMatch(/very-secret/);
    });
  });

  describe('a campaign', () => {
    it('is created once, sends nothing, and is found again by its marker', async () => {
      expect(await client.findCampaign(call, marker)).toBeNull();
      const id = await client.createCampaign(call, await plan());
      expect(await client.findCampaign(call, marker)).toBe(id);
      expect(server.campaignOf(marker)).toMatchObject({ name: expect.stringContaining('Autumn') });
      expect(server.campaignOf(marker)?.state).not.toBe('active');
    });

    it('is found among hundreds of others', async () => {
      const id = await client.createCampaign(call, await plan());
      const there = server.campaignOf(marker);
      if (there === undefined) throw new Error('no campaign');
      for (let n = 0; n < 250; n += 1) {
        const other = String(900_000 + n);
        server.campaigns.set(other, { ...there, id: other, name: `Other ${n}`, leads: [] });
      }
      expect(await client.findCampaign(call, marker)).toBe(id);
      expect(await client.findCampaign(call, 'camp_nowhere')).toBeNull();
      for (let n = 0; n < 250; n += 1) server.campaigns.delete(String(900_000 + n));
    });

    it('has our steps and accounts, however often it is told', async () => {
      const id = await campaign();
      await client.applyPlan(call, id, await plan());
      expect(server.campaignOf(marker)).toMatchObject({
        steps: [
          { subject: '{{nimbus_subject_1}}', body: '{{nimbus_body_1}}' },
          { subject: '', body: '{{nimbus_body_2}}' },
        ],
        accounts: expect.arrayContaining([ACCOUNT]),
      });
      expect(server.campaignOf(marker)?.steps).toHaveLength(2);
    });

    it('follows another plan', async () => {
      const id = await campaign();
      const steps = [{ stepNumber: 1, delayMs: 0, sameThread: false }];
      await client.applyPlan(call, id, await plan({ name: 'Winter', steps }));
      expect(server.campaignOf(marker)).toMatchObject({
        name: expect.stringContaining(differs.keepsNames === true ? 'Autumn' : 'Winter'),
        steps: [{ body: '{{nimbus_body_1}}' }],
      });
      expect(server.campaignOf(marker)?.steps).toHaveLength(1);
    });

    it('is as it was told last, also where it is told twice', async () => {
      const id = await running(leads(1));
      for (const [command, state] of [
        ['pause', 'paused'],
        ['activate', 'active'],
      ] as const) {
        await client[command](call, id);
        await client[command](call, id);
        expect(server.campaignOf(marker)?.state).toBe(state);
        expect(await client.observe(call, id)).toMatchObject({ state });
      }
      await client.stop(call, id);
      await client.stop(call, id);
      expect(server.campaignOf(marker)?.state).not.toBe('active');
      expect((await client.observe(call, id))?.state).not.toBe('active');
    });

    it('without leads is active once it was told so', async () => {
      const id = await campaign();
      await client.activate(call, id);
      expect(await client.observe(call, id)).toMatchObject({ state: 'active' });
    });

    it('that a person paused, completed or deleted there is seen so', async () => {
      const id = await running(leads(1));
      server.pauseThere(marker);
      expect(await client.observe(call, id)).toMatchObject({ state: 'paused' });
      server.completeThere(marker);
      expect(await client.observe(call, id)).toMatchObject({ state: 'completed' });
      server.deleteThere(marker);
      expect(await client.observe(call, id)).toBeNull();
    });
  });

  describe('leads', () => {
    it('are pushed with their texts, in order, and sent in them', async () => {
      const id = await running([]);
      const pushed = await client.pushLeads(call, id, leads(3));
      const there = server.campaignOf(marker)?.leads ?? [];
      expect(there.map(({ email }) => email)).toEqual(leads(3).map(({ email }) => email));
      expect(pushed).toEqual(
        there.map(({ id: leadId }) => ({
          kind: 'pushed',
          leadId: differs.tellsNoIds === true ? null : leadId,
        })),
      );
      expect(server.sendNext('lead1@example.com', marker)).toMatchObject({
        subject: 'Hello lead1',
        body: '<p>Hello lead1</p>',
      });
      expect(server.sendNext('lead1@example.com', marker)).toMatchObject({
        subject: 'Re: Hello lead1',
        body: '<p>Again</p>',
      });
      expect(there[0]?.variables).toMatchObject({ nimbus_reference: 'enr_lead0' });
    });

    it('fit into one push up to its bound', async () => {
      const id = await campaign();
      const full = leads(client.leadsPerPush);
      const results = await client.pushLeads(call, id, full);
      expect(results).toHaveLength(full.length);
      expect(server.campaignOf(marker)?.leads).toHaveLength(full.length);
    });

    it('that are there already are pushed, not added again', async () => {
      if (differs.doublesLeads === true) return; // so they are looked up
      const id = await running(leads(2));
      const again = await client.pushLeads(call, id, leads(3));
      expect(again.map(({ kind }) => kind)).toEqual(['pushed', 'pushed', 'pushed']);
      expect(server.campaignOf(marker)?.leads.map(({ timesPushed }) => timesPushed)).toEqual([1, 1, 1]);
    });

    it('are found by address, whatever its case, in this campaign alone', async () => {
      const id = await running(leads(120));
      const asked = ['LEAD0@Example.com', 'lead119@example.com', 'nobody@example.com'];
      const found = await client.findLeads(call, id, asked);
      expect([...found.keys()].toSorted()).toEqual(['lead0@example.com', 'lead119@example.com']);
      const other = await client.createCampaign(call, await plan({ marker: `${marker}x` }));
      expect((await client.findLeads(call, other, asked)).size).toBe(0);
    });

    it('that are removed get nothing more; one that is gone is fine', async () => {
      const id = await running(leads(2, 'leaving'));
      const found = await client.findLeads(call, id, ['leaving0@example.com']);
      const byId = { email: 'leaving0@example.com', leadId: found.get('leaving0@example.com') ?? null };
      const byAddress = { email: 'leaving1@example.com', leadId: null };
      for (const lead of [byId, byAddress, byId, byAddress]) await client.removeLead(call, id, lead);
      expect(server.campaignOf(marker)?.leads.map(({ state }) => state)).toEqual([removed, removed]);
      expect(server.sendNext('leaving0@example.com', marker)).toBeUndefined();
      const left = await client.findLeads(call, id, [byId.email, byAddress.email]);
      expect(left.size).toBe(differs.pausesLeads === true ? 2 : 0);
    });
  });

  describe('accounts', () => {
    it('are all listed, with their limits, warmup and trouble', async () => {
      const others = Array.from({ length: manyAccounts }, (_, n) => `Account${n}@ours.example`);
      for (const email of others) server.addAccount(email, { connected: email !== 'Account7@ours.example' });
      const listed: PlatformAccount[] = [];
      for await (const each of client.listAccounts(call)) listed.push(each);
      server.accounts.splice(1);

      expect(new Set(listed.map(({ email }) => email)).size).toBe(manyAccounts + 1);
      expect(listed.find(({ email }) => email === 'account7@ours.example')).toMatchObject({
        active: false,
        statusReason: expect.stringMatching(/.{10}/),
      });
      expect(listed[0]).toMatchObject({
        email: ACCOUNT,
        active: true,
        statusReason: null,
        dailyLimit: 50,
        warmup: {
          enabled: true,
          startedAt: differs.tellsNoStart === true ? null : new Date('2026-01-05T00:00:00Z'),
          cumulativeSends: 900,
          reputation: 98,
        },
      });
      expect(JSON.stringify(listed)).not.toMatch(/password/i);
    });
  });

  describe('facts', () => {
    it('come by the hook that we register once, and again by polling with the same keys', async () => {
      if (client.registerHook === undefined) return;
      const url = `${server.url}/never-answered`;
      const id = await running(leads(1, 'hooked'));
      const first = await client.registerHook(call, url, id);
      expect(await client.registerHook(call, url, id)).toBe(first);
      const since = new Date(Date.now() - 1_000);
      server.sendNext('hooked0@example.com', marker);
      server.reply('hooked0@example.com', 'Tell me more');
      if (client.pollSignals === undefined) return;
      const polled: Signal[] = [];
      for await (const signal of client.pollSignals(call, id, since)) polled.push(signal);
      expect(polled.map(({ kind }) => kind).toSorted()).toEqual(['replied', 'sent']);
      expect(polled).toContainEqual(
        expect.objectContaining({
          kind: 'sent',
          platformCampaignId: id,
          email: 'hooked0@example.com',
          stepNumber: 1,
          accountEmail: differs.pollsNoAccount === true ? null : ACCOUNT,
        }),
      );
      expect(new Set(polled.map(({ key }) => key)).size).toBe(polled.length);
      const later: Signal[] = [];
      for await (const signal of client.pollSignals(call, id, new Date(Date.now() + 60_000)))
        later.push(signal);
      expect(later).toEqual([]);
    });

    it('of each kind are understood as they are told', async () => {
      const told: MessageSignal['kind'][] = ['sent', 'opened', 'clicked', 'replied', 'bounced'];
      await running(leads(2, 'told'));
      const bodies: unknown[] = [];
      const send = server.hooks.send.bind(server.hooks);
      server.hooks.send = (_, body) => void bodies.push(body);
      server.hookUrls.add('https://ours.example/hooks');
      server.sendNext('told0@example.com', marker);
      server.open('told0@example.com');
      server.click('told0@example.com', 'https://ours.example/a');
      server.reply('told0@example.com', 'Tell me more');
      server.sendNext('told1@example.com', marker);
      server.bounce('told1@example.com', '550 5.1.1 no such user');
      server.hookUrls.clear();
      server.hooks.send = send;

      const signals = bodies.flatMap((body) => {
        const parsed = client.parseHook(body);
        if ('unknown' in parsed) throw new Error(parsed.unknown);
        return parsed;
      });
      const { id } = server.campaignOf(marker) ?? {};
      expect([...new Set(signals.map(({ kind }) => kind))]).toEqual(told);
      for (const signal of signals) expect(signal).toMatchObject({ platformCampaignId: id, stepNumber: 1 });
      expect(signals).toContainEqual(
        expect.objectContaining({
          kind: 'replied',
          reply: expect.objectContaining({ text: 'Tell me more' }),
        }),
      );
    });
  });

  describe('a platform that fails one time in ten', () => {
    it('has in the end one campaign in the wanted state, and each lead exactly once', async () => {
      let seed = 7;
      server.faults.atRandom(0.1, () => {
        seed = (seed * 16_807) % 2_147_483_647;
        return seed / 2_147_483_647;
      });
      const wanted = await repeatedly(plan);
      const id = await eachOnce(client, call).campaign(wanted);
      await repeatedly(() => client.applyPlan(call, id, wanted));
      await repeatedly(() => client.activate(call, id));
      const all = leads(60, 'faulty');
      await eachOnce(client, call).leads(id, all);
      await repeatedly(() => client.removeLead(call, id, { email: 'faulty9@example.com', leadId: null }));
      await repeatedly(() => client.pause(call, id));
      server.faults.none();

      const there = [...server.campaigns.values()].filter(({ name }) => name.includes(marker));
      expect(there).toHaveLength(1);
      expect(there[0]).toMatchObject({ state: 'paused', steps: [{}, {}] });
      const emails = there[0]?.leads.map(({ email }) => email).toSorted();
      expect(emails).toEqual(all.map(({ email }) => email).toSorted());
      expect(there[0]?.leads.filter(({ state }) => state === removed)).toHaveLength(1);
    });

    it.each(['error_after', 'half_body_after', 'cut_after'] as const)(
      'leaves a push in doubt where it was lost on the way: %s',
      async (fault) => {
        const id = await running([]);
        server.faults.next(fault, { path: /^POST .*lead/ });
        const failure = await client.pushLeads(call, id, leads(1, fault)).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(PlatformError);
        expect(failure).toMatchObject({ doubtful: true });
        expect((await client.findLeads(call, id, [`${fault}0@example.com`])).size).toBe(1);
      },
    );
  });
}
