import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CampaignResource,
  ContactView,
  CreatedWebhook,
  EnrollmentView,
  PublicEvent,
  SequenceView,
  SERVICES,
} from '#contracts';
import { eventually } from '#testing';
import { compareEvents } from '../../apps/standalone/src/demo/compare-events.js';
import { reconcile } from '../../apps/standalone/src/demo/reconciliation.js';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { Receiver } from '../../apps/webhooks/test/receiver.js';
import { build } from '../../tools/build.mjs';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
  supervise,
} from '../support/campaign-fixtures.js';
import { newestEvent } from '../support/event-stories.js';
import { duplicateRecipients, receivedMessages } from '../support/received-messages.js';
import { Follower } from './follower.js';
import { Mix } from './mix.js';
import { RollingSystem, type Order } from './rolling-system.js';
import { Traffic } from './traffic.js';

const PER_SECOND = 200;
const CONTACTS = 50;
const MINUTE = 60_000;
const SEQUENCE = {
  name: 'Two steps',
  steps: [
    { subject: 'Hello {{ first_name }}', body_html: '<p>First, <a href="https://example.com/">look</a></p>' },
    { delay_value: 1, delay_unit: 'minutes', body_html: '<p>Second</p>' },
  ],
};

/** A campaign that takes in each contact that is created, and a webhook for every event. */
interface Work {
  readonly rest: RestClient;
  readonly campaign: CampaignResource;
  readonly webhookPath: string;
}

describe('a restart of every service, one replica after another, at 200 requests a second', () => {
  let system: RollingSystem;
  let receiver: Receiver;

  beforeAll(async () => {
    await build();
    receiver = await Receiver.start();
    system = await RollingSystem.start();
  }, 5 * MINUTE);
  afterAll(async () => {
    await system.stop();
    await receiver.stop();
  }, MINUTE);

  it.each<Order>(['the new replica first', 'the old replica first'])(
    'fails no request, loses nothing and doubles nothing: %s',
    async (order) => {
      const work = await begin(order);
      const { rest, campaign } = work;
      const first = await newestEvent(rest);
      const follower = await Follower.start(rest, first.id);
      const mix = new Mix(
        campaign.id,
        (await rest.all(ContactView, 'contacts/')).map(({ id }) => id),
      );
      const traffic = new Traffic(rest, PER_SECOND, (turn) => mix.next(turn));

      for (const service of SERVICES) await system.restart(service, order);
      await traffic.stop();
      process.stderr.write(`${order}: ${traffic.summary}\n`);
      expect([...traffic.failures, ...system.cutConnections]).toEqual([]);

      await everybodyWasWrittenTo(work, mix.created);
      const events = await everyEventCameOnce(work);
      await eventually(() => expect(follower.last).toBe(events[0]?.id));
      await follower.stop();
      // A follower at the replica that restarts last is cut off by one restart only.
      expect(follower.resumed).toBeGreaterThanOrEqual(1);
      const after = events.slice(
        0,
        events.findIndex(({ id }) => id === first.id),
      );
      expect(follower.ids).toEqual(after.map(({ id }) => id).toReversed());
    },
    20 * MINUTE,
  );

  async function begin(order: Order): Promise<Work> {
    const rest = await createWorkspace(system.baseUrl);
    const webhookPath = `/${order.replaceAll(' ', '-')}`;
    await rest.post(CreatedWebhook, 'webhooks/', {
      name: 'All',
      url: receiver.url + webhookPath,
      event_subscriptions: ['*'],
    });
    await supervise(rest); // one person in a hundred complains
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, CONTACTS);
    const { id: sequence_id } = await rest.post(SequenceView, 'sequences/', SEQUENCE);
    const campaign = await createCampaign(rest, accounts, { sequence_id });
    await rest.act(`campaigns/${campaign.id}/launch/`);
    return { rest, campaign, webhookPath };
  }

  /** The figures equal the mailbox, and no contact is missing in either. */
  async function everybodyWasWrittenTo({ rest, campaign: { id } }: Work, contacts: readonly string[]) {
    await eventually(
      async () => {
        const enrollments = await rest.all(EnrollmentView, `campaigns/${id}/enrollments/`);
        expect(enrollments.map(({ contact_id }) => contact_id).toSorted()).toEqual(contacts.toSorted());
        expect(enrollments.filter(({ finished_at }) => finished_at === null)).toEqual([]);
        const { differences, pending, byStatus } = await reconcile(rest, id, system.mailbox.url);
        expect({ differences, pending }).toEqual({ differences: [], pending: 0 });
        expect(byStatus.get('indeterminate')).toBeUndefined();
      },
      { timeoutMs: 4 * MINUTE, intervalMs: 1_000 },
    );
    expect(duplicateRecipients(await receivedMessages(system.mailbox.url))).toEqual([]);
  }

  /** Resolves with the events, the newest first: the webhook had each of them, in one delivery. */
  async function everyEventCameOnce({ rest, campaign, webhookPath }: Work): Promise<PublicEvent[]> {
    const { events, figures } = await eventually(
      async () => {
        const listed = await rest.all(PublicEvent, 'events/');
        expect(receiver.eventsAt(webhookPath).toSorted()).toEqual(listed.map(({ id }) => id).toSorted());
        return { events: listed, figures: await rest.get(CampaignResource, `campaigns/${campaign.id}/`) };
      },
      { timeoutMs: 2 * MINUTE, intervalMs: 1_000 },
    );
    expect(receiver.at(webhookPath)).toHaveLength(events.length);
    expect([...compareEvents(figures, events)]).toEqual([]);
    return events;
  }
});
