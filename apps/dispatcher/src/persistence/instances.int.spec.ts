import { EmailIndeterminate, EmailSent } from '#contracts';
import { useServers } from '#testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Desk, LATER, NOON } from '../../test/desk.js';
import { refusalOf } from '../domain/outcome.js';

const servers = useServers();
let desk: Desk;

beforeAll(async () => {
  desk = await Desk.open(servers.databaseUrl);
});
afterAll(() => desk.close());
beforeEach(() => desk.fleet.clear());

describe('the reaper', () => {
  it('leaves the living alone', async () => {
    await desk.instances.beat(desk.me);
    await desk.claimed(5);

    expect(await desk.instances.reap(NOON)).toBe(0);
    expect(await desk.statuses()).toEqual({ sending: 5 });
  });

  it('lets what had not begun wait again, and doubts the rest aloud', async () => {
    await desk.instances.beat(desk.me);
    const { sends } = await desk.claimed(10);
    await desk.begin(sends.slice(0, 4));
    await desk.dies();

    expect(await desk.instances.reap(NOON)).toBe(10);

    expect(await desk.statuses()).toEqual({ scheduled: 6, indeterminate: 4 });
    expect(await desk.reserved()).toEqual({ lanes: 4, paces: 4 });
    const doubts = await desk.told(EmailIndeterminate);
    expect(doubts.map(({ data }) => data.send_id).toSorted()).toEqual(
      sends
        .slice(0, 4)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(doubts[0]?.data).toMatchObject({ subject: 'Hi', message_id: `<${doubts[0]?.data.send_id}@x>` });
    expect(await desk.store.database.query('select * from dispatcher_instance')).toEqual([]);
  });

  it('takes from a process that was only frozen what that one may no longer begin', async () => {
    await desk.instances.beat(desk.me);
    const { sends } = await desk.claimed(3);
    await desk.dies();
    await desk.instances.reap(NOON);

    expect((await desk.begin(sends)).size).toBe(0);
  });

  it('gives way to the truth that a frozen process tells late', async () => {
    await desk.instances.beat(desk.me);
    const { sends } = await desk.claimed(3);
    await desk.begin(sends);
    await desk.dies();
    await desk.instances.reap(NOON);
    expect(await desk.statuses()).toEqual({ indeterminate: 3 });

    await desk.record(sends, { kind: 'sent' });

    expect(await desk.statuses()).toEqual({ sent: 3 });
    expect(await desk.told(EmailSent)).toHaveLength(3);
    expect(await desk.reserved()).toEqual({ lanes: 3, paces: 3 });
  });

  it('does not send what was in doubt again, even if it is known later to be possible', async () => {
    await desk.instances.beat(desk.me);
    const { sends } = await desk.claimed(1);
    await desk.begin(sends);
    await desk.dies();
    await desk.instances.reap(NOON);
    await desk.record(sends, {
      kind: 'retry',
      dueAt: LATER,
      refusal: refusalOf('recipient_deferred', '451 later'),
    });

    expect(await desk.statuses()).toEqual({ indeterminate: 1 });
  });

  it('is done once by replicas that do it at the same time', async () => {
    await desk.instances.beat(desk.me);
    await desk.claimed(500);
    await desk.dies();

    const reaped = await Promise.all([1, 2, 3].map(() => desk.instances.reap(NOON)));

    expect(reaped.reduce((sum, each) => sum + each, 0)).toBe(500);
    expect(await desk.reserved()).toEqual({ lanes: 0, paces: 0 });
  });

  it('waits for a second beat after an outage, since then everybody looks dead', async () => {
    expect(await desk.instances.beat(desk.me)).toBe(false);
    expect(await desk.instances.beat(desk.me)).toBe(true);
    await desk.dies();
    expect(await desk.instances.beat(desk.me)).toBe(false);
  });
});
