import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailIndeterminate, EmailSent } from '#contracts';
import { useServers } from '#testing';
import { DeliveryHarness, LATER, NOON } from '../../test/delivery-harness.js';
import { refusalOf } from '../domain/outcome.js';

const servers = useServers();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());
beforeEach(() => harness.seeder.clear());

describe('the reaper', () => {
  it('leaves the living alone', async () => {
    await harness.instances.beat(harness.me);
    await harness.claimed(5);

    expect(await harness.instances.reap(NOON)).toBe(0);
    expect(await harness.statuses()).toEqual({ sending: 5 });
  });

  it('lets unstarted sends wait again, and publishes the rest as indeterminate', async () => {
    await harness.instances.beat(harness.me);
    const { sends } = await harness.claimed(10);
    await harness.start(sends.slice(0, 4));
    await harness.dies();

    expect(await harness.instances.reap(NOON)).toBe(10);

    expect(await harness.statuses()).toEqual({ scheduled: 6, indeterminate: 4 });
    expect(await harness.reserved()).toEqual({ accounts: 4, campaigns: 4 });
    const doubts = await harness.published(EmailIndeterminate);
    expect(doubts.map(({ data }) => data.send_id).toSorted()).toEqual(
      sends
        .slice(0, 4)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(doubts[0]?.data).toMatchObject({ subject: 'Hi', message_id: `<${doubts[0]?.data.send_id}@x>` });
    expect(await harness.core.database.query('select * from dispatcher_instance')).toEqual([]);
  });

  it('takes from a process that was only frozen what that one may no longer start', async () => {
    await harness.instances.beat(harness.me);
    const { sends } = await harness.claimed(3);
    await harness.dies();
    await harness.instances.reap(NOON);

    expect((await harness.start(sends)).size).toBe(0);
  });

  it('gives way to the late outcome of a frozen process', async () => {
    await harness.instances.beat(harness.me);
    const { sends } = await harness.claimed(3);
    await harness.start(sends);
    await harness.dies();
    await harness.instances.reap(NOON);
    expect(await harness.statuses()).toEqual({ indeterminate: 3 });

    await harness.record(sends, { kind: 'sent' });

    expect(await harness.statuses()).toEqual({ sent: 3 });
    expect(await harness.published(EmailSent)).toHaveLength(3);
    expect(await harness.reserved()).toEqual({ accounts: 3, campaigns: 3 });
  });

  it('does not send what was in doubt again, even if it is known later to be possible', async () => {
    await harness.instances.beat(harness.me);
    const { sends } = await harness.claimed(1);
    await harness.start(sends);
    await harness.dies();
    await harness.instances.reap(NOON);
    await harness.record(sends, {
      kind: 'retry',
      dueAt: LATER,
      refusal: refusalOf('recipient_deferred', '451 later'),
    });

    expect(await harness.statuses()).toEqual({ indeterminate: 1 });
  });

  it('is done once by replicas that do it at the same time', async () => {
    await harness.instances.beat(harness.me);
    await harness.claimed(500);
    await harness.dies();

    const reaped = await Promise.all([1, 2, 3].map(() => harness.instances.reap(NOON)));

    expect(reaped.reduce((sum, each) => sum + each, 0)).toBe(500);
    expect(await harness.reserved()).toEqual({ accounts: 0, campaigns: 0 });
  });

  it('waits for a second beat after an outage, since then everybody looks dead', async () => {
    expect(await harness.instances.beat(harness.me)).toBe(false);
    expect(await harness.instances.beat(harness.me)).toBe(true);
    await harness.dies();
    expect(await harness.instances.beat(harness.me)).toBe(false);
  });
});
