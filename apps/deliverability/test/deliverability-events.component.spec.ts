import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeliverabilityAlert } from '#contracts';
import { newId, type Id } from '#kernel';
import { Metrics } from '#telemetry';
import { outboxEvents, useServers } from '#testing';
import { DeliverabilityEvents, type NewDeliverabilityEvent } from '../src/watch/index.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const eventOf = (
  workspace_id: Id<'ws'>,
  more: Partial<NewDeliverabilityEvent> = {},
): NewDeliverabilityEvent => ({
  workspace_id,
  type: 'domain_failing',
  domain: 'outreach.example',
  message: 'DMARC fails for outreach.example',
  occasion: 'outreach.example',
  at: deliverability.clock.now(),
  ...more,
});

const add = (...events: NewDeliverabilityEvent[]) =>
  deliverability.database.transaction((tx) =>
    deliverability.service.app.get(DeliverabilityEvents).add(tx, events),
  );

const logOf = (workspace_id: Id<'ws'>) =>
  deliverability.service.app.get(DeliverabilityEvents).page({ workspace_id, after: null, limit: 10 });

async function alertsOf(workspaceId: Id<'ws'>) {
  const events = await outboxEvents(deliverability.database, DeliverabilityAlert);
  return events.filter(({ workspaceid }) => workspaceid === workspaceId);
}

describe('the log of deliverability', () => {
  it('holds an event of one occasion once, and tells of it once, when replicas add it at the same time', async () => {
    const workspace = newId('ws');
    const events = [eventOf(workspace), eventOf(workspace, { occasion: 'other.example' })];

    await Promise.all([add(...events), add(...events.toReversed()), add(...events)]);

    expect(await logOf(workspace)).toHaveLength(2);
    expect(await alertsOf(workspace)).toHaveLength(2);
  });

  it('holds the same occasion for each workspace and each type', async () => {
    const workspace = newId('ws');
    const another = newId('ws');

    await add(eventOf(workspace), eventOf(workspace, { type: 'domain_recovered' }), eventOf(another));

    expect(await logOf(workspace)).toHaveLength(2);
    expect(await logOf(another)).toHaveLength(1);
  });

  it('tells of alerts by the id of the entry, and not of a pause that has an event of its own', async () => {
    const workspace = newId('ws');
    const [alert] = await add(eventOf(workspace));
    await add(
      eventOf(workspace, { type: 'campaign_auto_paused' }),
      eventOf(workspace, { type: 'domain_recovered' }),
    );

    expect((await alertsOf(workspace)).map(({ id, data }) => [id, data.alert, data.message])).toEqual([
      [alert?.id, 'domain_failing', 'DMARC fails for outreach.example'],
    ]);
  });

  it('is counted for Prometheus by type, an event of one occasion once', async () => {
    const { registry } = deliverability.service.app.get(Metrics);
    const pauses = async () => {
      const counted = await registry.getSingleMetric('nimbus_deliverability_events_total')?.get();
      return counted?.values.find(({ labels }) => labels['type'] === 'account_paused')?.value;
    };
    const event = eventOf(newId('ws'), { type: 'account_paused' });
    expect(await pauses()).toBe(0);

    await add(event, { ...event, occasion: 'another' });
    await add(event);

    expect(await pauses()).toBe(2);
  });

  it('forgets events after 90 days, and none earlier', async () => {
    const workspace = newId('ws');
    const hour = 3_600_000;
    const expiry = deliverability.clock.now().getTime() - 90 * 24 * hour;
    const at = new Date(expiry + hour);
    await add(eventOf(workspace, { at }), eventOf(workspace, { at: new Date(expiry), occasion: 'old' }));

    const log = deliverability.service.app.get(DeliverabilityEvents);
    await log.deleteExpired(deliverability.clock.now());

    expect((await logOf(workspace)).map((event) => event.at)).toEqual([at]);
  });
});
