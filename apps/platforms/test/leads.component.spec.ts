import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeadLeft, LeadRefused } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import type { Fault } from '../../../test/platforms/faults.js';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { LeadsHarness, type ReadyCampaign } from './leads-harness.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const servers = useServers();
const server = new InstantlyServer();
let platforms: LeadsHarness;

beforeAll(async () => {
  platforms = await LeadsHarness.start(servers, server, 2);
});
afterAll(() => platforms.stop());
beforeEach(() => server.faults.none());

/** Lets the clock run until it is so: doubts are looked up after a while. */
const after = (check: () => Promise<void>): Promise<void> =>
  eventually(async () => {
    platforms.clock.advance(MINUTE_MS);
    await check();
  });

const becomesLater = (campaign: ReadyCampaign, statuses: Record<string, number>): Promise<void> =>
  after(async () => expect(await platforms.statuses(campaign)).toEqual(statuses));

const leftOf = async (campaign: ReadyCampaign) =>
  (await platforms.published(LeadLeft, campaign)).map(({ data }) => [data.enrollment_id, data.reason]);

describe('leads that are due', () => {
  it('reach the platform once each, while replicas race and their event comes twice', async () => {
    const campaign = await platforms.campaign();
    const leads = platforms.leads(1_200);
    await Promise.all([platforms.handOver(campaign, leads), platforms.handOver(campaign, leads)]);
    await platforms.becomes(campaign, { pushed: 1_200 });

    expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 1_200 });
  });

  it('carry the texts of every step, written for their contact as a native message is', async () => {
    const campaign = await platforms.campaign([
      { subject: '{{ "Hi|Hello" | spin }} {{ first_name }}', body_html: '<p>Dear {{ first_name }}</p>' },
      { subject: '', body_html: null, body_text: 'Again,\n{{ first_name }} <3', delay_value: 1 },
      { subject: 'Last', body_html: '<p><a href="{{ unsubscribe_url }}">bye</a></p>', same_thread: false },
    ]);
    const [lead] = platforms.leads(1);
    if (lead === undefined) throw new Error('one was made');
    await platforms.handOver(campaign, [lead]);
    await platforms.becomes(campaign, { pushed: 1 });

    const messages = await platforms.database.query<{ send_id: string; subject: string; due_at: Date }>(
      'select * from message where enrollment_id = $1 order by step_number',
      [uuidOf(lead.enrollment_id)],
    );
    const [there] = platforms.there(campaign, lead);
    const { variables = {} } = there ?? {};
    expect(variables['nimbus_subject_1']).toMatch(/^(Hi|Hello) Grace 0$/);
    expect(variables['nimbus_body_1']).toMatch(/^<p>Dear Grace 0<\/p><p .*Unsubscribe.*1 Main Street/s);
    expect(variables['nimbus_subject_2']).toBe(`Re: ${variables['nimbus_subject_1']}`);
    expect(variables['nimbus_body_2']).toMatch(/^Again,<br>\nGrace 0 &lt;3<br>\n<br>\nUnsubscribe: https:/);
    expect(variables['nimbus_subject_3']).toBe('Last');
    expect(variables['nimbus_body_3']).toMatch(
      /^<p><a href="https:\/\/nimbus.test\/u\/send_\w+">bye<\/a><\/p>/,
    );
    expect(variables['nimbus_reference']).toBe(lead.enrollment_id);
    expect(messages.map(({ subject }) => subject)).toEqual(
      [1, 2, 3].map((step) => variables[`nimbus_subject_${step}`]),
    );
    expect(
      messages.map(({ due_at }) => Math.round((due_at.getTime() - Date.parse(lead.due_at)) / DAY_MS)),
    ).toEqual([0, 1, 2]);
  });

  it('choose their variant by the id of the send, and keep its label', async () => {
    const variant = (label: string) => ({
      id: newId('var'),
      label,
      weight: 1,
      subject: `Variant ${label}`,
      body_html: null,
      body_text: null,
    });
    const campaign = await platforms.campaign([{ variants: [variant('A'), variant('B')] }]);
    const leads = platforms.leads(40);
    await platforms.handOver(campaign, leads);
    await platforms.becomes(campaign, { pushed: 40 });

    const rows = await platforms.database.query<{ variant: string; subject: string; email: string }>(
      'select variant, subject, email from message join lead using (enrollment_id) where message.campaign_id = $1',
      [uuidOf(campaign.campaignId)],
    );
    expect(new Set(rows.map(({ variant: label }) => label))).toEqual(new Set(['A', 'B']));
    for (const { variant: label, subject } of rows) expect(subject).toBe(`Variant ${label}`);
  });

  it('wait while their campaign is held, and go on when it is not', async () => {
    const campaign = await platforms.campaign([{}], { held: true });
    const other = await platforms.campaign();
    await platforms.handOver(campaign, platforms.leads(3));
    await platforms.becomes(campaign, { waiting: 3 });
    await platforms.handOver(other, platforms.leads(1));
    await platforms.becomes(other, { pushed: 1 }); // the loop had its turn
    expect(await platforms.statuses(campaign)).toEqual({ waiting: 3 });

    await platforms.hold(campaign, false);
    await platforms.becomes(campaign, { pushed: 3 });
  });

  it('are not pushed to contacts who are not wanted any more, or not yet', async () => {
    const campaign = await platforms.campaign([{}], { held: true });
    const leads = platforms.leads(3);
    const [suppressed, away, wanted] = leads;
    if (suppressed === undefined || away === undefined || wanted === undefined)
      throw new Error('three were made');
    const not_before = new Date(platforms.clock.now().getTime() + 3 * DAY_MS).toISOString();
    platforms.others.unwanted.set(suppressed.enrollment_id, { wanted: false, reason: 'suppressed' });
    platforms.others.unwanted.set(away.enrollment_id, { wanted: false, reason: 'postponed', not_before });
    await platforms.handOver(campaign, leads);
    await platforms.hold(campaign, false);
    await platforms.becomes(campaign, { pushed: 1, canceled: 1, waiting: 1 });
    expect(await leftOf(campaign)).toEqual([[suppressed.enrollment_id, 'suppressed']]);

    platforms.others.unwanted.delete(away.enrollment_id);
    platforms.clock.advance(4 * DAY_MS);
    await platforms.becomes(campaign, { pushed: 2, canceled: 1 });
    expect(platforms.counts(campaign, leads)).toEqual({ '0x0': 1, '1x1': 2 });
  });
});

describe('a lead that is refused', () => {
  const refusalsOf = async (campaign: ReadyCampaign) =>
    (await platforms.published(LeadRefused, campaign)).map(({ data }) => data);

  it('by the platform is told once, with its first send, and does not keep the others', async () => {
    const campaign = await platforms.campaign([{}, {}], { held: true });
    const leads = platforms.leads(3);
    const [blocked] = leads;
    if (blocked === undefined) throw new Error('three were made');
    server.leads.blocked.add(blocked.email.toLowerCase());
    await platforms.handOver(campaign, leads);
    await platforms.hold(campaign, false);
    await platforms.becomes(campaign, { pushed: 2, refused: 1 });

    const [first] = await platforms.database.query<{ send_id: string }>(
      'select send_id from message where enrollment_id = $1 and step_number = 1',
      [uuidOf(blocked.enrollment_id)],
    );
    const refusals = await refusalsOf(campaign);
    expect(refusals).toMatchObject([
      { enrollment_id: blocked.enrollment_id, step_number: 1, refusal: { code: 'blocklisted' } },
    ]);
    expect(uuidOf(refusals[0]?.send_id ?? '')).toBe(first?.send_id);
  });

  it('by the text of any step is not pushed at all', async () => {
    const campaign = await platforms.campaign([{}, { subject: '', body_html: '{{ first_name | shout }}' }]);
    const [lead] = platforms.leads(1);
    if (lead === undefined) throw new Error('one was made');
    await platforms.handOver(campaign, [lead]);
    await platforms.becomes(campaign, { refused: 1 });

    expect(await refusalsOf(campaign)).toMatchObject([
      {
        step_number: 1,
        refusal: {
          code: 'template_failed',
          message: expect.stringContaining('step 2: undefined filter: shout'),
        },
      },
    ]);
    expect(platforms.there(campaign, lead)).toEqual([]);
  });
});

describe('a platform that fails', () => {
  it.each<Fault>(['error', 'rate_limited', 'maintenance', 'error_after', 'half_body_after', 'cut_after'])(
    'with %s has every lead once in the end',
    async (fault) => {
      const campaign = await platforms.campaign([{}], { held: true });
      const leads = platforms.leads(5);
      server.faults.next(fault, { path: /leads\/add/, times: 2 });
      await platforms.handOver(campaign, leads);
      await platforms.hold(campaign, false);
      await becomesLater(campaign, { pushed: 5 });

      expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 5 });
    },
  );

  it('at random, a tenth of the time, has every lead once in the end', async () => {
    const campaigns = await Promise.all([1, 2, 3].map(() => platforms.campaign([{}, {}], { held: true })));
    const leads = platforms.leads(30);
    server.faults.atRandom(0.1);
    for (const [at, campaign] of campaigns.entries()) {
      for (let batch = 0; batch < 5; batch += 1) {
        await platforms.handOver(campaign, leads.slice(at * 10 + batch * 2, at * 10 + batch * 2 + 2));
      }
      await platforms.hold(campaign, false);
    }
    for (const campaign of campaigns) await becomesLater(campaign, { pushed: 10 });
    const all = campaigns.map((campaign, at) =>
      platforms.counts(campaign, leads.slice(at * 10, at * 10 + 10)),
    );
    expect(all).toEqual([{ '1x1': 10 }, { '1x1': 10 }, { '1x1': 10 }]);
  });
});

describe('leads wait, and none is refused,', () => {
  it('while the key of their connection is revoked', async () => {
    const campaign = await platforms.campaign([{}], { held: true });
    const keys = [...server.keys];
    server.keys.clear();
    await platforms.handOver(campaign, platforms.leads(2));
    await platforms.hold(campaign, false);
    await eventually(async () => {
      const sql = 'select status, reason_code from connection where id = $1';
      const [connection] = await platforms.database.query(sql, [uuidOf(campaign.connectionId)]);
      expect(connection).toEqual({ status: 'broken', reason_code: 'credentials_refused' });
    });
    await platforms.becomes(campaign, { waiting: 2 });

    for (const key of keys) server.keys.add(key);
    await platforms.database.query(
      `update connection set status = 'working', reason_code = null, reason = null, next_check_at = null where id = $1`,
      [uuidOf(campaign.connectionId)],
    );
    await becomesLater(campaign, { pushed: 2 });
    expect(await platforms.published(LeadRefused, campaign)).toEqual([]);
  });

  it('while their campaign is gone at the platform, and those of others do not', async () => {
    const campaign = await platforms.campaign([{}], { held: true });
    const other = await platforms.campaign();
    server.deleteThere(campaign.campaignId);
    const asked = server.served.length;
    await platforms.handOver(campaign, platforms.leads(2));
    await platforms.hold(campaign, false);
    await eventually(async () => {
      const pushes = server.served.slice(asked).filter(({ path }) => path === '/leads/add');
      expect(pushes).toMatchObject([{ status: 404 }]);
    });
    await platforms.handOver(other, platforms.leads(2));
    await platforms.becomes(other, { pushed: 2 });
    await platforms.becomes(campaign, { waiting: 2 });
    expect(await platforms.published(LeadRefused, campaign)).toEqual([]);
  });
});
