import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  ContactView,
  CreatedWebhook,
  pageOf,
  PlatformConnectionView,
  ReplyListItem,
  type SendingAccountView,
} from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { Receiver } from '../../apps/webhooks/test/receiver.js';
import type { PlatformServer } from '../platforms/platform-server.js';
import { urlsOf, usePlatforms } from '../platforms/use-platforms.js';
import { call } from '../support/call.js';
import { createCampaign, createContacts, createWorkspace, supervise } from '../support/campaign-fixtures.js';
import { DelegatedStory } from '../support/delegated-story.js';
import { accountsOf, addAccounts, connect, tellWarmup } from '../support/platform-fixtures.js';
import { useSystem } from '../support/use-system.js';
import { streamsWithAny, tablesWithAny } from '../support/where-texts-are.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** A change that somebody makes there is seen so soon. */
/** Contacts that start on one day. */
const PER_DAY = 4;

const platforms = usePlatforms();
const log: string[] = [];
const system = useSystem({
  environment: () => ({ ...urlsOf(platforms), ALLOW_PRIVATE_NETWORKS: 'true' }),
  log: { level: 'debug', destination: { write: (line) => void log.push(line) } },
  reachable: true,
});

const hookTokens: string[] = [];

describe.each(Object.values(platforms))('a campaign that $platform sends', (server: PlatformServer) => {
  const { platform } = server;
  let rest: RestClient;
  let webhooks: Receiver;
  let accounts: SendingAccountView[];
  /** The contacts of the first day, and one of the second. */
  let people: string[];

  let story: DelegatedStory;
  const person = (index: number): string => people[index] ?? '';

  beforeAll(async () => {
    server.now = () => system.clock.now();
    rest = await createWorkspace(system.baseUrl);
    await supervise(rest);
    webhooks = await Receiver.start();
    await rest.post(CreatedWebhook, 'webhooks/', {
      name: 'Warehouse',
      url: webhooks.url,
      event_subscriptions: ['email.*', 'enrollment.*'],
    });
    addAccounts(server, platform);
    await createContacts(rest, PER_DAY + 1);
  });
  afterAll(() => webhooks.stop());

  it('needs a key that the platform takes, and stores no other one', async () => {
    const body = { platform, credentials: { api_key: 'not-the-key' } };
    expect(await call(rest, 'POST', 'platform-connections/', body)).toMatchObject({
      status: 422,
      body: { code: 'platform_refused_credentials' },
    });
    expect(await call(rest, 'GET', 'platform-connections/')).toMatchObject({ body: { results: [] } });
  });

  it('has the accounts of the platform, which the gate counts', async () => {
    const connection = await connect(rest, server);
    expect(connection).toMatchObject({ platform, status: 'working' });
    hookTokens.push(connection.hook.url?.split('/').at(-1) ?? '');
    const emails = server.accounts.map(({ email }) => email);
    accounts = await accountsOf(rest, emails);
    expect(accounts).toEqual(
      emails.map((email) => expect.objectContaining({ email, provider: platform, status: 'active' })),
    );
    if (accounts.some(({ warmup }) => warmup.stage < 3)) await tellWarmup(rest, accounts, system.clock.now());
    const stages = (await accountsOf(rest, emails)).map(({ warmup }) => warmup.stage);
    expect(Math.min(...stages)).toBeGreaterThanOrEqual(3);
    // A message that is sent before the webhook is registered is known only by the next poll.
    const hook = { registered: platform !== 'reachinbox' };
    const shown = () => rest.get(PlatformConnectionView, `platform-connections/${connection.id}/`);
    const brought = { accounts: emails.length, accounts_synced_at: expect.any(String), hook };
    await eventually(async () => expect(await shown()).toMatchObject(brought));
  });

  it('is created as a draft, launched, and confirmed by the platform', async () => {
    const draft = await createCampaign(
      rest,
      accounts.map((account) => account.id),
      { platform, campaign_type: 'cold_outreach', max_new_leads_per_day: PER_DAY },
      { delayMinutes: 2 * 1_440 },
    );
    story = new DelegatedStory(rest, server, webhooks, draft.id);
    expect(draft.platform_state).toBeUndefined();
    const launched = await call(rest, 'POST', `campaigns/${story.id}/launch/`);
    expect(launched).toMatchObject({ status: 200, body: { status: 'active', platform } });
    await story.confirmed('active');
    expect(server.campaignOf(story.id)).toMatchObject({ state: 'active' });
    expect(server.campaignOf(story.id)?.steps).toHaveLength(2);
    expect(server.campaignOf(story.id)?.accounts.toSorted()).toEqual(
      accounts.map(({ email }) => email).toSorted(),
    );
  });

  it('hands its contacts over within max_new_leads_per_day, each once, with texts that are rendered here', async () => {
    await eventually(() => expect(story.leads()).toHaveLength(PER_DAY));
    people = story.leads().map(({ email }) => email);
    expect(story.leads().map(({ timesPushed }) => timesPushed)).toEqual(people.map(() => 1));
    const name = (await rest.all(ContactView, 'contacts/')).find(({ email }) => email === person(0));
    expect(story.leadOf(person(0)).variables).toMatchObject({
      nimbus_subject_1: `Hello ${name?.first_name}`,
      nimbus_body_1: expect.stringContaining(`First, ${name?.company?.name}`),
      nimbus_body_2: expect.stringMatching(/Second[^]*\/u\//),
    });
    await eventually(async () => {
      const log = await story.sends();
      expect(log.map(({ status }) => status)).toEqual(log.map(() => 'scheduled'));
      expect(log).toHaveLength(2 * PER_DAY);
    });
  });

  it('shows each message that the platform has sent, and counts it once', async () => {
    for (const email of people) expect(server.sendNext(email, story.id)).toMatchObject({ step: 1 });
    await eventually(async () => {
      expect((await story.campaign()).metrics).toMatchObject({ total_sent: PER_DAY, delivered: PER_DAY });
    });
    const { sent } = story.leadOf(person(0));
    await eventually(async () =>
      expect(await story.sendTo(person(0))).toMatchObject({
        status: 'sent',
        subject: sent[0]?.subject,
        sending_account_id: accounts.find(({ email }) => email === sent[0]?.from)?.id,
      }),
    );
    expect(await story.sendTo(person(0), 2)).toMatchObject({ status: 'scheduled' });
    await eventually(() => expect(story.toldTypes(person(0))).toContain('email.delivered'));
  });

  it('counts an open and a click of a contact', async () => {
    server.open(person(0));
    server.click(person(0), 'https://lumen.example/pricing');
    await eventually(async () => {
      expect((await story.campaign()).metrics).toMatchObject({ opened: 1, clicked: 1 });
    });
    expect(await story.sendTo(person(0))).toMatchObject({
      opened_at: expect.any(String),
      clicked_at: expect.any(String),
    });
  });

  it('goes on after an out-of-office, and ends a contact that replies: its lead is removed there', async () => {
    const before = story.removals();
    server.reply(person(1), 'I am out of the office until Monday and will answer then.', { automatic: true });
    server.reply(person(0), 'Sounds great, can we talk on Thursday?');
    await story.untilLookedAt(system.clock, async () => {
      const { results } = await rest.get(pageOf(ReplyListItem), `replies/?campaign_id=${story.id}`);
      expect(results.map(({ intent }) => intent).toSorted()).toEqual(['interested', 'ooo']);
    });
    await eventually(async () => {
      expect((await story.campaign()).metrics).toMatchObject({ replied: 1 });
      expect(await story.enrollmentOf(person(0))).toMatchObject({ status: 'replied' });
      expect(await story.sendTo(person(0), 2)).toMatchObject({ status: 'canceled' });
    });
    await eventually(() => expect(story.removals()).toBe(before + 1));
    expect(await story.enrollmentOf(person(1))).toMatchObject({ status: 'active' });
    expect(story.leadOf(person(1)).state).toBe('active');
    await eventually(() => expect(story.toldTypes(person(0))).toContain('email.replied'));
  });

  it('ends a contact whose message bounced', async () => {
    const before = story.removals();
    server.bounce(person(2));
    await eventually(async () => {
      expect((await story.campaign()).metrics).toMatchObject({ bounced: 1, delivered: PER_DAY - 1 });
      expect(await story.enrollmentOf(person(2))).toMatchObject({ status: 'bounced' });
    });
    await eventually(() => expect(story.removals()).toBe(before + 1));
  });

  it('is paused and resumed there', async () => {
    const paused = await call(rest, 'POST', `campaigns/${story.id}/pause/`, { reason: 'reviewing_copy' });
    expect(paused).toMatchObject({ status: 200, body: { status: 'paused', in_flight: expect.any(Number) } });
    await story.confirmed('paused');
    expect(server.campaignOf(story.id)).toMatchObject({ state: 'paused' });
    expect(server.sendNext(person(1), story.id)).toBeUndefined();
    await rest.act(`campaigns/${story.id}/resume/`);
    await story.confirmed('active');
    expect(server.campaignOf(story.id)).toMatchObject({ state: 'active' });
  });

  it('hands the next contacts over the next day, and follow-ups are the platform’s', async () => {
    system.clock.advance(DAY_MS);
    await eventually(() => expect(story.leads()).toHaveLength(PER_DAY + 1));
    expect(story.leads().map(({ timesPushed }) => timesPushed)).toEqual(story.leads().map(() => 1));
    expect(server.sendNext(person(1), story.id)).toMatchObject({ step: 2 });
    await eventually(async () => expect(await story.sendTo(person(1), 2)).toMatchObject({ status: 'sent' }));
  });

  it('takes back a contact that is removed with its pending sends', async () => {
    const enrollment = await story.enrollmentOf(person(3));
    expect(
      await call(rest, 'POST', `campaigns/${story.id}/remove-contacts/`, {
        contact_ids: [enrollment?.contact_id],
        stop_pending_sends: true,
      }),
    ).toMatchObject({ status: 200, body: { removed: 1 } });
    await eventually(() => expect(['removed', 'paused']).toContain(story.leadOf(person(3)).state));
    await eventually(async () =>
      expect(await story.sendTo(person(3), 2)).toMatchObject({ status: 'canceled' }),
    );
  });

  it('shows that somebody paused it there, and starts again after a pause and a resume here', async () => {
    await story.confirmed('active');
    server.pauseThere(story.id);
    await story.untilLookedAt(system.clock, async () => {
      const { platform_state } = await story.campaign();
      expect(platform_state).toMatchObject({ observed: 'paused', wanted: 'active' });
      expect(platform_state?.drift[0]).toMatchObject({ code: 'paused_there', repaired_at: null });
    });
    expect(await call(rest, 'GET', `campaigns/${story.id}/pacing/`)).toMatchObject({
      body: { blockers: expect.arrayContaining([expect.objectContaining({ code: 'platform_paused' })]) },
    });
    await rest.act(`campaigns/${story.id}/pause/`);
    await rest.act(`campaigns/${story.id}/resume/`);
    await story.confirmed('active');
    expect((await story.campaign()).platform_state?.drift[0]).toMatchObject({
      repaired_at: expect.any(String),
    });
  });

  it('ends all mail to a contact that unsubscribes at the platform', async () => {
    server.unsubscribe(person(1));
    await story.untilLookedAt(system.clock, async () => {
      expect((await story.campaign()).metrics).toMatchObject({ unsubscribed: 1 });
      expect(await story.enrollmentOf(person(1))).toMatchObject({ status: 'unsubscribed' });
    });
  });

  it('is exported as any other, and ends there when it is archived', async () => {
    const exported = await call(rest, 'GET', `campaigns/${story.id}/export/?format=csv&include=events`);
    expect(z.string().parse(exported.body)).toContain(person(0));
    await rest.act(`campaigns/${story.id}/archive/`);
    await eventually(async () =>
      expect((await story.campaign()).platform_state).toMatchObject({
        status: 'confirmed',
        wanted: 'stopped',
      }),
    );
    expect(['stopped', 'paused', 'completed']).toContain(server.campaignOf(story.id)?.state);
    expect(server.hooks.lost).toEqual([]);
    expect(server.exceeded).toBe(0);
  });
});

describe('the keys of platforms and the tokens of hooks', () => {
  it('are in no table, stream or log', async () => {
    const keys = Object.values(platforms).flatMap((server) => [...server.keys]);
    const secrets = [...keys, 'not-the-key', ...hookTokens];
    expect(hookTokens.map(({ length }) => length > 20)).toEqual(hookTokens.map(() => true));
    expect(await tablesWithAny(system.databaseUrl, secrets)).toEqual([]);
    expect(await streamsWithAny(system.natsUrl, secrets)).toEqual([]);
    const lines = log.join('\n');
    for (const secret of secrets) expect(lines).not.toContain(secret);
  });
});
