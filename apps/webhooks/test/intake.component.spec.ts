import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CampaignLaunched,
  CampaignPaused,
  CampaignUpdated,
  EmailClicked,
  EmailOpened,
  EnrollmentStarted,
  EventsStored,
  examples,
  ListEvents,
  PUBLIC_EVENTS,
  type DataOf,
  type EventContract,
  type EventOf,
  type PublicEvent,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { makeEvent, Signals } from '#messaging';
import { eventually, useServers } from '#testing';
import { INTERNAL_EVENTS, SENT } from './internal-events.js';
import { eventIdAt } from './public-event-fixtures.js';
import { seedWebhook } from './seed-webhooks.js';
import { WebhooksHarness } from './webhooks-harness.js';

const servers = useServers();
let harness: WebhooksHarness;
let replica: WebhooksHarness;

beforeAll(async () => {
  harness = await WebhooksHarness.start(servers);
  replica = await WebhooksHarness.start(servers);
  for (const each of [harness, replica]) each.sent.push(SENT);
});
afterAll(async () => {
  await harness.stop();
  await replica.stop();
});

const HAPPENED_AT = examples.PUBLIC_EVENT_EXAMPLES['email.sent'].created_at;
const DAY_MS = 86_400_000;
const { metrics: _, ...CAMPAIGN } = examples.CAMPAIGN;

const eventOf = <C extends EventContract>(
  contract: C,
  workspaceId: Id<'ws'>,
  data: DataOf<C>,
  id?: Id<'evt'>,
): EventOf<C> =>
  makeEvent(contract, {
    service: 'tests',
    workspaceId,
    time: new Date(HAPPENED_AT),
    data,
    ...(id && { id }),
  });

const campaignData = (workspace_id: Id<'ws'>, id: Id<'camp'>, name = 'Spring', version = 1) => ({
  version,
  campaign: { ...CAMPAIGN, id, workspace_id, name },
  steps: [],
});

const startOf = (workspaceId: Id<'ws'>, campaign_id: Id<'camp'>, id?: Id<'evt'>) => {
  const person = { enrollment_id: newId('enr'), contact_id: newId('cont'), email: 'ada@lumen.example' };
  return eventOf(EnrollmentStarted, workspaceId, { campaign_id, ...person, at: HAPPENED_AT }, id);
};

const openOf = (workspaceId: Id<'ws'>, machine: boolean, send_id = SENT.send_id) => {
  const { campaign_id, enrollment_id, contact_id, step_id, step_number } = SENT;
  const message = { send_id, campaign_id, enrollment_id, contact_id, step_id, step_number };
  return eventOf(EmailOpened, workspaceId, { ...message, at: HAPPENED_AT, machine });
};

const listed = async (workspace_id: Id<'ws'>): Promise<PublicEvent[]> =>
  (await harness.rpc.request(ListEvents, { workspace_id, page_size: 500 })).results;

const eventuallyListed = (workspaceId: Id<'ws'>, count: number): Promise<PublicEvent[]> =>
  eventually(async () => {
    const events = await listed(workspaceId);
    expect(events).toHaveLength(count);
    return events;
  });

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id).toSorted();

describe('each internal event that is public', () => {
  it('becomes the documented body, with the id of the event and without internal fields', async () => {
    const { workspace } = examples.IDS;
    const events = INTERNAL_EVENTS.map(({ contract, data }) => ({
      contract,
      event: eventOf(contract, workspace, data),
    }));
    const isOfCampaign = ({ contract }: (typeof events)[number]) => contract.type.startsWith('campaign.');
    // The others have the name of the campaign from these.
    for (const { contract, event } of events.filter(isOfCampaign))
      await harness.stubs.publish(contract, [event]);
    await eventuallyListed(workspace, events.filter(isOfCampaign).length);
    for (const each of events.filter((other) => !isOfCampaign(other)))
      await harness.stubs.publish(each.contract, [each.event]);

    const stored = new Map(
      (await eventuallyListed(workspace, events.length)).map((event) => [event.id, event]),
    );
    for (const { contract, event } of events) {
      const example = Object.entries(examples.PUBLIC_EVENT_EXAMPLES).find(([type]) => type === contract.type);
      expect(stored.get(event.id)).toEqual({ ...example?.[1], id: event.id });
    }
  });

  it('is tested: all but those that this service causes itself', () => {
    const own = ['webhook.test', 'webhook.disabled'];
    const types = [...INTERNAL_EVENTS.map(({ contract }) => contract.type), ...own];
    expect(types.toSorted()).toEqual(PUBLIC_EVENTS.map(({ type }) => type).toSorted());
  });
});

describe('an event that is not public', () => {
  it('is a fetch or a click by a machine', async () => {
    const workspace = newId('ws');
    const machine = openOf(workspace, true);
    const click = eventOf(EmailClicked, workspace, { ...machine.data, url: 'https://lumen.example' });
    const person = openOf(workspace, false);
    await harness.stubs.publish(EmailOpened, [machine]);
    await harness.stubs.publish(EmailClicked, [click]);
    await harness.stubs.publish(EmailOpened, [person]);

    expect(idsOf(await eventuallyListed(workspace, 1))).toEqual([person.id]);
  });

  it('is a change of a configuration, or of a campaign of another workspace', async () => {
    const [workspace, campaign] = [newId('ws'), newId('camp')];
    const changed = eventOf(CampaignUpdated, workspace, campaignData(workspace, campaign));
    const foreign = eventOf(CampaignPaused, workspace, campaignData(newId('ws'), campaign, 'Foreign', 9));
    const paused = eventOf(CampaignPaused, workspace, campaignData(workspace, campaign));
    await harness.stubs.publish(CampaignUpdated, [changed]);
    await harness.stubs.publish(CampaignPaused, [foreign]);
    await harness.stubs.publish(CampaignPaused, [paused]);

    expect(idsOf(await eventuallyListed(workspace, 1))).toEqual([paused.id]);
  });
});

describe('the name of a campaign and the address of a message', () => {
  it('are the newest name, whatever the order, and null where they are not known', async () => {
    const [workspace, campaign] = [newId('ws'), newId('camp')];
    await harness.stubs.publish(EnrollmentStarted, [startOf(workspace, campaign)]);
    expect((await eventuallyListed(workspace, 1))[0]?.data).toMatchObject({ campaign_name: null });

    const newer = eventOf(CampaignUpdated, workspace, campaignData(workspace, campaign, 'Summer', 3));
    const older = eventOf(CampaignLaunched, workspace, campaignData(workspace, campaign, 'Spring', 2));
    await harness.stubs.publish(CampaignUpdated, [newer]);
    await harness.stubs.publish(CampaignLaunched, [older]);
    await eventuallyListed(workspace, 2);
    await harness.stubs.publish(EnrollmentStarted, [startOf(workspace, campaign)]);
    expect((await eventuallyListed(workspace, 3))[0]?.data).toMatchObject({ campaign_name: 'Summer' });
  });

  it('are not those of another workspace', async () => {
    const [workspace, campaign] = [newId('ws'), newId('camp')];
    await harness.stubs.publish(CampaignLaunched, [
      eventOf(CampaignLaunched, workspace, campaignData(workspace, campaign, 'Secret')),
    ]);
    await eventuallyListed(workspace, 1);

    const other = newId('ws');
    await harness.stubs.publish(EnrollmentStarted, [startOf(other, campaign)]);
    await harness.stubs.publish(EmailOpened, [openOf(other, false), openOf(other, false, newId('send'))]);
    for (const { type, data } of await eventuallyListed(other, 3)) {
      expect(data['campaign_name']).toBeNull();
      if (type === 'email.opened') expect(data).toMatchObject({ email: null, sending_account_id: null });
    }
  });
});

describe('an event that comes several times, to two replicas', () => {
  it('is stored once, with one delivery, and the gateways are told of its workspace', async () => {
    const [workspace, campaign] = [newId('ws'), newId('camp')];
    const webhook = await seedWebhook(harness.database, { workspace_id: workspace });
    const told: string[] = [];
    const hearing = new Signals(harness.stubs.nats).listen(EventsStored, ({ workspace_ids }) =>
      told.push(...workspace_ids),
    );
    await harness.stubs.nats.connection.flush();
    const events = Array.from({ length: 60 }, () => startOf(workspace, campaign));
    const again = events.toReversed();
    for (const event of [...events, ...again, ...events])
      await harness.stubs.publish(EnrollmentStarted, [event]);
    const last = startOf(workspace, campaign);
    await harness.stubs.publish(EnrollmentStarted, [last]);

    await eventually(async () => expect(idsOf(await listed(workspace))).toContain(last.id));
    await everythingIsSettled();
    expect(idsOf(await listed(workspace))).toEqual(idsOf([...events, last]));
    const deliveries = await harness.database.query('select from delivery where endpoint_id = $1', [
      uuidOf(webhook),
    ]);
    expect(deliveries).toHaveLength(61);
    await eventually(() => expect(told).toContain(workspace));
    hearing.unsubscribe();
  });
});

const everythingIsSettled = (): Promise<void> =>
  eventually(async () => {
    const { manager } = harness.stubs.nats;
    const { num_ack_pending, num_pending } = await manager.consumers.info(
      'ENROLLMENT',
      'webhooks-enrollments',
    );
    expect([num_ack_pending, num_pending]).toEqual([0, 0]);
  });

describe('an event of another time', () => {
  it('has its day made when it is kept, and is passed over when it is not', async () => {
    const [workspace, campaign] = [newId('ws'), newId('camp')];
    const [late, old, odd] = [29, 32, -3].map((days) =>
      startOf(workspace, campaign, eventIdAt(new Date(Date.now() - days * DAY_MS))),
    );
    if (late === undefined || old === undefined || odd === undefined) throw new Error('three events');
    await harness.stubs.publish(EnrollmentStarted, [old, odd, late]);

    expect(idsOf(await eventuallyListed(workspace, 1))).toEqual([late.id]);
    await everythingIsSettled();
    expect(idsOf(await listed(workspace))).toEqual([late.id]);
  });
});

describe('nothing is lost', () => {
  it('when the connection to PostgreSQL breaks before the commit', async () => {
    const [workspace, campaign] = [newId('ws'), newId('camp')];
    const event = startOf(workspace, campaign);
    await harness.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('webhooks.event_position'))`);
      await harness.stubs.publish(EnrollmentStarted, [event]);
      await eventually(async () => {
        const ended = await harness.database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event = 'advisory'`,
        );
        expect(ended).toHaveLength(1);
      });
    });

    expect(idsOf(await eventuallyListed(workspace, 1))).toEqual([event.id]);
  });

  it('while the dispatcher, which knows the message, is away', async () => {
    const workspace = newId('ws');
    const open = openOf(workspace, false);
    for (const each of [harness, replica]) each.dispatcherIsAway = true;
    await harness.stubs.publish(EmailOpened, [open]);
    await eventually(async () => {
      const { num_redelivered } = await harness.stubs.nats.manager.consumers.info('EMAIL', 'webhooks-email');
      expect(num_redelivered).toBe(1);
    });
    expect(await listed(workspace)).toEqual([]);

    for (const each of [harness, replica]) each.dispatcherIsAway = false;
    expect(idsOf(await eventuallyListed(workspace, 1))).toEqual([open.id]);
  });
});
