import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EmailBounced,
  EmailSent,
  EmailSpamComplaint,
  LoginRefused,
  type SendingAccountView,
} from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { RefreshHealth } from '../src/health/use-cases/refresh-health.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const hoursOf = ({ id }: SendingAccountView) =>
  deliverability.database.query(
    'select hour, sent, bounced, complained from account_hour where account_id = $1 order by hour',
    [uuidOf(id)],
  );
const YESTERDAY = Math.floor(Date.now() / DAY_MS - 1) * DAY_MS;
const TEN = new Date(YESTERDAY + 10 * HOUR_MS);
const ELEVEN = new Date(YESTERDAY + 11 * HOUR_MS);
const minutesAfter = (hour: Date, minutes: number): string =>
  new Date(hour.getTime() + minutes * 60_000).toISOString();

/** The consumer works through its messages in order: when the last one shows, all before it were handled. */
async function handled(): Promise<void> {
  const last = await deliverability.account(newId('ws'));
  await deliverability.publish(EmailSent, [deliverability.sent(last)]);
  await eventually(async () => expect((await deliverability.get(last)).warmup.cumulative_sends).toBe(1));
}

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe('what became of the messages of an account', () => {
  it('counts once however often it is delivered, each outcome in its hour', async () => {
    const account = await deliverability.account(newId('ws'));
    const send = newId('send');
    const sent = deliverability.sent(account, minutesAfter(TEN, 59), send);
    const bounced = deliverability.bounced(account, minutesAfter(ELEVEN, 0), send);

    await deliverability.publish(EmailSent, [sent]);
    await deliverability.publish(EmailSent, [sent, sent]);
    await deliverability.publish(EmailBounced, [bounced]);
    await deliverability.publish(EmailBounced, [bounced]);
    await handled();

    expect(await hoursOf(account)).toEqual([
      { hour: TEN, sent: 1, bounced: 0, complained: 0 },
      { hour: ELEVEN, sent: 0, bounced: 1, complained: 0 },
    ]);
  });

  it('counts a refusal in the dialogue, a late report, and a report that overtakes its send, each as one message', async () => {
    const account = await deliverability.account(newId('ws'));
    const [late, early] = [newId('send'), newId('send')];
    const at = minutesAfter(TEN, 1);

    await deliverability.publish(EmailBounced, [deliverability.bounced(account, at)]);
    await deliverability.publish(EmailSent, [deliverability.sent(account, at, late)]);
    await deliverability.publish(EmailBounced, [
      deliverability.bounced(account, at, late),
      deliverability.bounced(account, at, early),
    ]);
    await deliverability.publish(EmailSent, [deliverability.sent(account, at, early)]);
    await handled();

    expect(await hoursOf(account)).toEqual([{ hour: TEN, sent: 3, bounced: 3, complained: 0 }]);
    expect((await deliverability.get(account)).warmup).toMatchObject({ stage: 0, cumulative_sends: 0 });
  });

  it('counts a complaint once, whatever it comes before, and starts no warmup with it', async () => {
    const account = await deliverability.account(newId('ws'));
    const send = newId('send');
    const complained = deliverability.complained(account, minutesAfter(ELEVEN, 0), send);

    await deliverability.publish(EmailSpamComplaint, [complained]);
    await deliverability.publish(EmailSpamComplaint, [complained, complained]);
    await handled();
    expect((await deliverability.get(account)).warmup).toMatchObject({ stage: 0, cumulative_sends: 0 });

    await deliverability.publish(EmailSent, [deliverability.sent(account, minutesAfter(TEN, 0), send)]);
    await handled();
    expect(await hoursOf(account)).toEqual([
      { hour: TEN, sent: 1, bounced: 0, complained: 0 },
      { hour: ELEVEN, sent: 0, bounced: 0, complained: 1 },
    ]);
  });

  it('counts from the version before with what that version has not counted', async () => {
    const account = await deliverability.account(newId('ws'));
    const [counted, fresh] = [newId('send'), newId('send')];
    const { database } = deliverability;
    await database.query(
      `insert into processed_event (consumer, event_id) values ('deliverability-health', $1)`,
      [uuidOf(counted)],
    );
    const id = uuidOf(account.id);
    await database.transaction(async (tx) => {
      await tx.query('insert into account_day values ($1, $2, 1, 0, null)', [id, TEN]);
      await tx.query('update account_day set sent = 2, complained = 1 where account_id = $1', [id]);
      await tx.query('update sending_account set cumulative_sends = 2 where id = $1', [id]);
    });

    await deliverability.publish(EmailSent, [deliverability.sent(account, minutesAfter(TEN, 0), counted)]);
    await deliverability.publish(EmailBounced, [
      deliverability.bounced(account, minutesAfter(TEN, 5), counted),
    ]);
    await deliverability.publish(EmailSent, [deliverability.sent(account, minutesAfter(TEN, 0), fresh)]);
    await handled();

    expect(await hoursOf(account)).toEqual([
      { hour: new Date(TEN.getTime() - 10 * HOUR_MS), sent: 2, bounced: 0, complained: 1 },
      { hour: TEN, sent: 1, bounced: 1, complained: 0 },
    ]);
    expect((await deliverability.get(account)).warmup).toMatchObject({ cumulative_sends: 2 });
  });

  it('starts the warmup with the first message that does not bounce', async () => {
    const account = await deliverability.account(newId('ws'));
    const at = deliverability.daysAgo(0);

    await deliverability.publish(EmailSent, [deliverability.sent(account, at)]);
    await handled();

    expect((await deliverability.get(account)).warmup).toMatchObject({
      stage: 1,
      started_at: at,
      cumulative_sends: 1,
    });
  });

  it('does not count for an unknown account', async () => {
    const known = await deliverability.account(newId('ws'));

    await deliverability.publish(EmailSent, [deliverability.sent({ ...known, id: newId('ea') })]);
    await handled();

    expect(await hoursOf(known)).toEqual([]);
  });
});

describe('the health of an account', () => {
  it('falls with bounces and is published with a rising version, and not while it stays the same', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await deliverability.publish(
      EmailSent,
      many(47, () => deliverability.sent(account)),
    );
    await eventually(async () =>
      expect((await deliverability.get(account)).warmup.cumulative_sends).toBe(447),
    );
    await deliverability.publish(
      EmailBounced,
      many(3, () => deliverability.bounced(account)),
    );
    await handled();
    await deliverability.refreshed();

    const published = (await deliverability.published(account)).map(({ version, health_score }) => [
      version,
      health_score,
    ]);
    expect(published[0]).toEqual([1, 92]);
    expect(published.at(-1)?.[1]).toBe(71);
    expect(published.map(([version]) => version)).toEqual(published.map((_, place) => place + 1));
    expect(published.every(([, score], place) => score !== published[place - 1]?.[1])).toBe(true);
    expect((await deliverability.get(account)).health.score).toBe(71);
  });

  it('falls with complaints', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await deliverability.publish(
      EmailSent,
      many(1_000, () => deliverability.sent(account)),
    );
    await handled();
    const before = (await deliverability.get(account)).health.score;

    await deliverability.publish(
      EmailSpamComplaint,
      many(3, () => deliverability.complained(account)),
    );

    await eventually(async () =>
      expect((await deliverability.get(account)).health.score).toBeLessThan(before - 20),
    );
  });

  it('recovers when its bad days have left the window, though it sends nothing any more', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await deliverability.supervise(account.workspace_id);
    await deliverability.publish(
      EmailBounced,
      many(30, () => deliverability.bounced(account)),
    );
    await eventually(async () => expect((await deliverability.get(account)).health.score).toBe(40));

    deliverability.clock.advance(8 * DAY_MS);
    await deliverability.refreshed();
    expect((await deliverability.get(account)).health.score).toBe(55);
    deliverability.clock.advance(23 * DAY_MS);
    await deliverability.refreshed();

    expect((await deliverability.get(account)).health.score).toBe(92);
    expect((await deliverability.published(account)).at(-1)).toMatchObject({ version: 4, health_score: 92 });
  });

  it('is refreshed by one of two replicas, not by both', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await deliverability.database.query('update sending_account set health_score = 1 where id = $1', [
      uuidOf(account.id),
    ]);
    deliverability.clock.advance(2 * 3_600_000);
    const refresh = deliverability.service.app.get(RefreshHealth);

    await Promise.all([refresh.execute(), refresh.execute()]);

    expect((await deliverability.published(account)).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('is stored in the order in which events lock accounts, so that none waits for another in a circle', async () => {
    const workspaceId = newId('ws');
    const accounts = [await deliverability.account(workspaceId), await deliverability.account(workspaceId)];
    const [first = '', second = ''] = accounts.map(({ id }) => uuidOf(id)).toSorted();
    // The row of the first account was written last: it comes behind the other one in the table.
    for (const id of [second, first])
      await deliverability.database.query(
        'update account_health set touched = touched + 1 where account_id = $1',
        [id],
      );

    const refreshing = await deliverability.database.transaction(async (tx) => {
      await tx.query('select from account_health where account_id = $1 for no key update', [first]);
      const refreshed = deliverability.refreshed();
      await eventually(async () => {
        const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect(await deliverability.database.query(waiting)).not.toEqual([]);
      });
      await tx.query('select from account_health where account_id = $1 for no key update nowait', [second]);
      return { refreshed };
    });
    await refreshing.refreshed;
  });
});

describe('an event that carries another workspace than its account', () => {
  it('changes nothing, and leaves the true event of the same message to count', async () => {
    const account = await deliverability.account(newId('ws'));
    const workspaceid = newId('ws');
    const send = newId('send');
    const sent = deliverability.sent(account, minutesAfter(TEN, 0), send);

    await deliverability.publish(LoginRefused, [{ ...deliverability.loginRefused(account), workspaceid }]);
    await deliverability.publish(EmailSent, [{ ...sent, workspaceid }]);
    await deliverability.publish(EmailBounced, [{ ...deliverability.bounced(account), workspaceid }]);
    const another = await deliverability.account(newId('ws'));
    await deliverability.publish(LoginRefused, [deliverability.loginRefused(another)]);
    await handled();
    await eventually(async () => expect((await deliverability.get(another)).status).toBe('error'));

    expect(await deliverability.get(account)).toEqual(account);
    expect(await hoursOf(account)).toEqual([]);

    await deliverability.publish(EmailSent, [sent]);
    await handled();
    expect(await hoursOf(account)).toEqual([{ hour: TEN, sent: 1, bounced: 0, complained: 0 }]);
  });
});
