import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { HooksHarness } from './hooks-harness.js';
import { InstantlyHooks } from './instantly-hooks.js';
import { seedCampaign, seedLead, type SeededCampaign } from './seed-campaign.js';

const MINUTE_MS = 60_000;

const servers = useServers();
let platforms: HooksHarness;
let hooks: InstantlyHooks;
let campaign: SeededCampaign;
beforeAll(async () => {
  platforms = await HooksHarness.start(servers);
  hooks = await InstantlyHooks.seed(platforms);
  campaign = hooks.campaign;
});
afterAll(() => platforms.stop());

describe('a hook that says nothing about our messages', () => {
  it.each([
    ['is no JSON', 'hello'],
    [
      'has an event that nobody knows',
      { event_type: 'email_teleported', timestamp: '2026-05-02T10:00:00.000Z' },
    ],
  ])('and %s is a dead letter with the reason', async (_, body) => {
    const own = await seedCampaign(platforms.database);
    expect(await platforms.send(own, [body])).toEqual(['stored']);
    await hooks.handled();

    expect(await platforms.deadLetters(own)).toEqual([expect.stringMatching(/[a-z]{3}/)]);
  });

  it('and is about another campaign of the customer leaves nothing', async () => {
    const lead = await hooks.aLead();
    const before = await platforms.deadLetters(campaign);
    await hooks.send(hooks.hookOf('email_sent', { campaign_id: 'another' }));

    expect(await platforms.story(lead)).toEqual([]);
    expect(await platforms.deadLetters(campaign)).toEqual(before);
  });

  it('and is about a contact who never comes is a dead letter in the end', async () => {
    await hooks.aLead();
    const before = await platforms.deadLetters(campaign);
    await platforms.send(campaign, [hooks.hookOf('email_sent', { lead_email: 'stranger@receiver.example' })]);
    await eventually(async () => expect(await hooks.attempts()).toBe(1));
    platforms.advance(16 * MINUTE_MS);
    await hooks.handled();

    expect((await platforms.deadLetters(campaign)).slice(before.length)).toEqual([
      'the campaign has no such contact here',
    ]);
  });

  it('and tells of a campaign or an account makes us ask the platform', async () => {
    await hooks.aLead();
    const [connection, campaignId] = [uuidOf(campaign.connectionId), uuidOf(campaign.campaignId)];
    const later = "now() + interval '1 year'";
    await platforms.database.query(`update connection set next_sync_at = ${later} where id = $1`, [
      connection,
    ]);
    await platforms.database.query(`update link set next_attempt_at = ${later} where campaign_id = $1`, [
      campaignId,
    ]);
    await hooks.send(hooks.hookOf('campaign_completed'), hooks.hookOf('account_error'));

    const rows = await platforms.database.query(
      `select c.next_sync_at <= $3 as syncs, l.next_attempt_at <= $3 as looks from connection c, link l
       where c.id = $1 and l.campaign_id = $2`,
      [connection, campaignId, platforms.clock.now()],
    );
    expect(rows).toEqual([{ syncs: true, looks: true }]);
  });
});

describe('the token of a hook', () => {
  it('is one of its own platform, or the hook is not stored', async () => {
    await hooks.aLead();
    const { platform, token } = campaign;

    expect(await platforms.send({ platform, token: 'another' }, [hooks.hookOf('email_sent')])).toEqual([
      'unknown_token',
    ]);
    expect(await platforms.send({ platform: 'lemlist', token }, [hooks.hookOf('email_sent')])).toEqual([
      'unknown_token',
    ]);
    expect(await platforms.waiting()).toBe(0);
  });

  it('of a hook is in no log, event and table', async () => {
    await hooks.aLead();
    await hooks.send(hooks.hookOf('email_sent'), 'no JSON');

    const dump = await platforms.database.query<{ dump: string }>(
      `select string_agg(r::text, ' ') as dump from (
         select h::text as r from hook h union all select o::text from outbox o union all select c::text from connection c
       ) all_rows`,
    );
    expect(dump[0]?.dump).not.toContain(campaign.token);
    expect(platforms.logged.join('\n')).not.toContain(campaign.token);
  });
});

describe('a secret of the account in the body of a hook', () => {
  it('is stored nowhere, whether the hook waits or nobody understands it', async () => {
    const own = await seedCampaign(platforms.database, 'smartlead');
    const secret_key = 'e0207d40-84ef-4ad6-89eb-7dbff8c0138d';
    const waits = {
      secret_key,
      event_type: 'EMAIL_SENT',
      event_timestamp: platforms.clock.now().toISOString(),
      campaign_id: Number(own.platformCampaignId),
      to_email: 'stranger@receiver.example',
      sequence_number: 1,
    };
    const half = JSON.stringify({ event_type: 'EMAIL_OPEN', secret_key }).slice(0, -1);
    expect(await platforms.send(own, [waits, half])).toEqual(['stored', 'stored']);
    await eventually(async () => expect(await platforms.deadLetters(own)).toHaveLength(1));

    const rows = await platforms.database.query<{ row: string }>(
      `select h::text as row from hook h where body like '%stranger%'
       union all select payload from outbox where payload like '%EMAIL_OPEN%'`,
    );
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(secret_key);
    platforms.advance(16 * MINUTE_MS);
    await hooks.handled();
  });
});

describe('two replicas', () => {
  it('share the hooks, and each fact is told once', async () => {
    await platforms.startReplica();
    const leads = await Promise.all(Array.from({ length: 20 }, () => seedLead(platforms.database, campaign)));
    const bodies = leads.flatMap((each) => {
      hooks.lead = each;
      const own = ['email_sent', 'email_opened', 'link_clicked'].flatMap((event) => [
        hooks.hookOf(event),
        hooks.hookOf(event, { step: 2 }),
      ]);
      return [...own, ...own.map((hook) => ({ ...hook, retry: 1 }))];
    });
    await Promise.all(bodies.map((body) => platforms.send(campaign, [body])));
    await hooks.handled();

    const facts = [1, 2].flatMap((step) =>
      ['message_sent', 'opened', 'clicked'].map((fact) => `${step} ${fact}`),
    );
    for (const each of leads) expect((await platforms.story(each)).toSorted()).toEqual(facts.toSorted());
  });
});
