import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import {
  BulkContactsResult,
  CampaignResource,
  CreatedWebhook,
  DeliverabilityEventView,
  DeliverabilityLogEntry,
  GatePolicyView,
  pageOf,
  PublicEvent,
  SendView,
} from '#contracts';
import { freePort } from '#embedded';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { complaintAbout } from '../../libs/embedded/src/mailbox/answers.js';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { receivedMessages } from '../support/received-messages.js';
import { useSystem } from '../support/use-system.js';
import { Receiver } from '../support/webhook-receivers.js';

const DAY_MS = 86_400_000;
/** The first day sends the limits of the accounts: 80 of these messages. */
const PEOPLE = 120;
const ACCOUNTS = 20;
const DAILY_LIMIT = 4;
const FIRST_DAY = ACCOUNTS * DAILY_LIMIT;
/** Every twelfth address does not exist: 8 %. */
const GONE_EVERY = 12;

let smtpPort = 0;
beforeAll(async () => {
  smtpPort = await freePort();
});

const system = useSystem({
  environment: () => ({
    ALLOW_PRIVATE_NETWORKS: 'true',
    INBOUND_DOMAIN: 'replies.test',
    INBOUND_SMTP_PORT: String(smtpPort),
  }),
});
let rest: RestClient;
let receiver: Receiver;
let slack: Receiver;
beforeEach(async () => {
  rest = await createWorkspace(system.baseUrl);
  [receiver, slack] = [await Receiver.start(), await Receiver.start()];
  const event_subscriptions = ['campaign.auto_paused', 'deliverability.*'];
  await rest.post(CreatedWebhook, 'webhooks/', { name: 'Team', url: receiver.url, event_subscriptions });
  await rest.post(CreatedWebhook, 'webhooks/', {
    name: 'Slack',
    url: slack.url,
    format: 'slack',
    event_subscriptions,
  });
});
afterEach(async () => {
  await receiver.stop();
  await slack.stop();
});

const get = (id: string) => rest.get(CampaignResource, `campaigns/${id}/`);

const policy = (changes: object) => rest.patch(GatePolicyView, 'deliverability/policy/', changes);

/** An active campaign whose follow-up is a week away. */
async function launched({ goneEvery = Infinity } = {}): Promise<string> {
  const accounts = await createSendingAccounts(rest, {
    count: ACCOUNTS,
    smtpPort: system.mailbox.smtpPort,
    dailySendLimit: DAILY_LIMIT,
  });
  const tag = crypto.randomUUID().slice(0, 8);
  const contacts = Array.from({ length: PEOPLE }, (_, nth) => ({
    email: `${nth % goneEvery === goneEvery - 1 ? 'gone.' : ''}person-${nth}@${tag}.example`,
    first_name: `Person ${nth}`,
    company: { name: 'Company' },
  }));
  await rest.post(BulkContactsResult, 'contacts/bulk/', { contacts });
  const { id } = await createCampaign(rest, accounts, {}, { delayMinutes: 10_000 });
  await rest.act(`campaigns/${id}/launch/`);
  return id;
}

/** The events of a type that came to the webhook, the tests of it left out. */
const eventsOf = (type: string): PublicEvent[] =>
  receiver.received
    .map(({ body }) => PublicEvent.parse(JSON.parse(body)))
    .filter((event) => event.type === type);

const paused = (id: string): Promise<CampaignResource> =>
  eventually(async () => {
    const campaign = await get(id);
    expect(campaign).toMatchObject({ status: 'paused', paused_by: 'deliverability' });
    return campaign;
  });

/** Another campaign has sent and completed meanwhile, so that the first one had the time to send. */
async function otherCampaignCompletes(): Promise<void> {
  const other = await createWorkspace(system.baseUrl);
  const accounts = await createSendingAccounts(other, { smtpPort: system.mailbox.smtpPort });
  await createContacts(other, 5);
  const { id } = await createCampaign(other, accounts);
  await other.act(`campaigns/${id}/launch/`);
  await eventually(async () => {
    expect(await other.get(CampaignResource, `campaigns/${id}/`)).toMatchObject({ status: 'completed' });
  });
}

const endedSends = async (id: string): Promise<SendView[]> =>
  (await rest.all(SendView, `campaigns/${id}/sends/`)).filter(({ status }) =>
    ['sent', 'bounced'].includes(status),
  );

describe('a campaign of which 8 % of the addresses do not exist', () => {
  it('pauses itself, sends nothing more, tells the team, and is resumed only when the fleet is sound', async () => {
    await policy({ min_sample: 50 });
    const id = await launched({ goneEvery: GONE_EVERY });

    const campaign = await paused(id);
    const reason = { code: 'bounce_rate_high', required: 0.05 };
    expect(campaign.pause_reason).toMatch(
      /^campaign bounced \S+ % of \d+ messages in 24 hours; at most 5 % allowed$/,
    );
    expect(campaign.blocking_reasons).toMatchObject([reason]);

    await eventually(() => {
      expect(eventsOf('campaign.auto_paused')).toMatchObject([
        { data: { campaign: { id, paused_by: 'deliverability' }, reasons: [reason] } },
      ]);
      expect(slack.received.some(({ body }) => body.includes('Campaign paused by its figures'))).toBe(true);
    });
    const { results } = await rest.get(pageOf(DeliverabilityLogEntry), 'deliverability/events/');
    expect(results[0]).toMatchObject({ type: 'campaign_auto_paused', campaign_id: id, reasons: [reason] });

    await eventually(async () => {
      const refusal = await call(rest, 'POST', `campaigns/${id}/resume/`);
      expect(refusal.status).toBe(422);
      expect(refusal.body).toMatchObject({
        code: 'gate_blocked',
        blocking_reasons: expect.arrayContaining([expect.objectContaining(reason)]),
      });
    });

    const before = await endedSends(id);
    expect(before.length).toBeLessThanOrEqual(FIRST_DAY);
    system.clock.advance(DAY_MS);
    await otherCampaignCompletes();
    expect(await endedSends(id)).toHaveLength(before.length);
    expect(eventsOf('campaign.auto_paused')).toHaveLength(1);
  });

  it('goes on where people supervise, who are told once', async () => {
    await policy({ mode: 'supervised' });
    const id = await launched({ goneEvery: GONE_EVERY });

    await eventually(async () => expect(await endedSends(id)).toHaveLength(FIRST_DAY));
    await eventually(() => {
      expect(eventsOf('deliverability.alert')).toMatchObject([
        { data: { alert: 'campaign_alert', campaign_id: id, campaign_name: 'Under test' } },
      ]);
      expect(slack.received.some(({ body }) => body.includes('Campaign with bad figures'))).toBe(true);
    });
    const alerts = await rest.get(
      pageOf(DeliverabilityEventView),
      `deliverability/alerts/?type=campaign_alert&campaign_id=${id}`,
    );
    expect(alerts.results).toMatchObject([{ reasons: [{ code: 'bounce_rate_high' }] }]);

    system.clock.advance(DAY_MS);
    await eventually(async () => expect(await endedSends(id)).toHaveLength(PEOPLE));
    expect(await get(id)).toMatchObject({ status: 'active' });
    expect(eventsOf('campaign.auto_paused')).toEqual([]);
    expect(eventsOf('deliverability.alert')).toHaveLength(1);
  });
});

describe('a campaign that a recipient reports as spam', () => {
  it('pauses itself by the report of the mailbox provider', async () => {
    const id = await launched();
    await eventually(async () => expect(await endedSends(id)).toHaveLength(FIRST_DAY));

    await complain(id);

    expect((await paused(id)).blocking_reasons).toMatchObject([
      { code: 'complaint_rate_high', actual: 0.0125 },
    ]);
    await eventually(() => expect(eventsOf('campaign.auto_paused')).toHaveLength(1));
  });

  /** The report goes to an address that names the message, as the return path does. */
  async function complain(id: string): Promise<void> {
    const [send] = await endedSends(id);
    const message = (await receivedMessages(system.mailbox.url)).find(({ to }) => to === send?.email);
    if (message === undefined) throw new Error('no message arrived');
    const response = await fetch(`${system.mailbox.url}/api/messages/${message.id}`);
    const raw = Buffer.from(await response.arrayBuffer());
    const { replyTo } = await simpleParser(raw);
    const return_path = replyTo?.value[0]?.address ?? '';
    const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
    await transport.sendMail(complaintAbout({ ...message, return_path }, raw));
    transport.close();
  }
});
