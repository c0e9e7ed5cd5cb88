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

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const daysOf = ({ id }: SendingAccountView) =>
  deliverability.database.query(
    'select day::text, sent, bounced from account_day where account_id = $1 order by day',
    [uuidOf(id)],
  );

/** The consumer works through its messages in order: when the last one shows, all before it were handled. */
async function handled(): Promise<void> {
  const last = await deliverability.account(newId('ws'));
  await deliverability.publish(EmailSent, [deliverability.sent(last)]);
  await eventually(async () => expect((await deliverability.get(last)).warmup.cumulative_sends).toBe(1));
}

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe('what became of the messages of an account', () => {
  it('counts once however often it is delivered', async () => {
    const account = await deliverability.account(newId('ws'));
    const send = newId('send');
    const sent = deliverability.sent(account, '2026-05-04T10:00:00.000Z', send);
    const bounced = deliverability.bounced(account, '2026-05-04T11:00:00.000Z', send);

    await deliverability.publish(EmailSent, [sent]);
    await deliverability.publish(EmailSent, [sent, sent]);
    await deliverability.publish(EmailBounced, [bounced]);
    await deliverability.publish(EmailBounced, [bounced]);
    await handled();

    expect(await daysOf(account)).toEqual([{ day: '2026-05-04', sent: 1, bounced: 1 }]);
  });

  it('counts a refusal in the dialogue, a late report, and a report that overtakes its send, each as one message', async () => {
    const account = await deliverability.account(newId('ws'));
    const [late, early] = [newId('send'), newId('send')];
    const at = '2026-05-04T10:00:00.000Z';

    await deliverability.publish(EmailBounced, [deliverability.bounced(account, at)]);
    await deliverability.publish(EmailSent, [deliverability.sent(account, at, late)]);
    await deliverability.publish(EmailBounced, [
      deliverability.bounced(account, at, late),
      deliverability.bounced(account, at, early),
    ]);
    await deliverability.publish(EmailSent, [deliverability.sent(account, at, early)]);
    await handled();

    expect(await daysOf(account)).toEqual([{ day: '2026-05-04', sent: 3, bounced: 3 }]);
    expect((await deliverability.get(account)).warmup).toMatchObject({ stage: 0, cumulative_sends: 0 });
  });

  it('counts a complaint once, whatever it comes before, and starts no warmup with it', async () => {
    const account = await deliverability.account(newId('ws'));
    const send = newId('send');
    const complained = deliverability.complained(account, '2026-05-04T11:00:00.000Z', send);

    await deliverability.publish(EmailSpamComplaint, [complained]);
    await deliverability.publish(EmailSpamComplaint, [complained, complained]);
    await handled();
    expect((await deliverability.get(account)).warmup).toMatchObject({ stage: 0, cumulative_sends: 0 });

    await deliverability.publish(EmailSent, [deliverability.sent(account, '2026-05-04T10:00:00.000Z', send)]);
    await handled();
    const days = await deliverability.database.query(
      'select day::text, sent, bounced, complained from account_day where account_id = $1',
      [uuidOf(account.id)],
    );
    expect(days).toEqual([{ day: '2026-05-04', sent: 1, bounced: 0, complained: 1 }]);
  });

  it('falls on the day of the zone of the account', async () => {
    const account = await deliverability.account(newId('ws'), { time_zone: 'America/New_York' });

    await deliverability.publish(EmailSent, [
      deliverability.sent(account, '2026-05-04T03:59:59.000Z'),
      deliverability.sent(account, '2026-05-04T04:00:00.000Z'),
    ]);
    await handled();

    expect(await daysOf(account)).toEqual([
      { day: '2026-05-03', sent: 1, bounced: 0 },
      { day: '2026-05-04', sent: 1, bounced: 0 },
    ]);
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

    expect(await daysOf(known)).toEqual([]);
  });
});

describe('the health of an account', () => {
  it('falls with bounces and is published with a rising version, and not while it stays the same', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await deliverability.publish(
      EmailSent,
      many(47, () => deliverability.sent(account)),
    );
    await deliverability.publish(
      EmailBounced,
      many(3, () => deliverability.bounced(account)),
    );
    await handled();

    const scores = (await deliverability.published(account)).map(({ version, health_score }) => [
      version,
      health_score,
    ]);
    expect(scores).toEqual([
      [1, 92],
      [2, 94],
      [3, 78],
    ]);
    expect((await deliverability.get(account)).health.score).toBe(78);
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
    await deliverability.publish(
      EmailBounced,
      many(30, () => deliverability.bounced(account)),
    );
    await eventually(async () => expect((await deliverability.get(account)).health.score).toBe(67));

    deliverability.clock.advance(8 * DAY_MS);
    await deliverability.service.app.get(RefreshHealth).execute();

    expect((await deliverability.get(account)).health.score).toBe(92);
    expect((await deliverability.published(account)).at(-1)).toMatchObject({ version: 3, health_score: 92 });
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
});

describe('an event that carries another workspace than its account', () => {
  it('changes nothing, and leaves the true event of the same message to count', async () => {
    const account = await deliverability.account(newId('ws'));
    const workspaceid = newId('ws');
    const send = newId('send');
    const sent = deliverability.sent(account, '2026-05-04T10:00:00.000Z', send);

    await deliverability.publish(LoginRefused, [{ ...deliverability.loginRefused(account), workspaceid }]);
    await deliverability.publish(EmailSent, [{ ...sent, workspaceid }]);
    await deliverability.publish(EmailBounced, [{ ...deliverability.bounced(account), workspaceid }]);
    const another = await deliverability.account(newId('ws'));
    await deliverability.publish(LoginRefused, [deliverability.loginRefused(another)]);
    await handled();
    await eventually(async () => expect((await deliverability.get(another)).status).toBe('error'));

    expect(await deliverability.get(account)).toEqual(account);
    expect(await daysOf(account)).toEqual([]);

    await deliverability.publish(EmailSent, [sent]);
    await handled();
    expect(await daysOf(account)).toEqual([{ day: '2026-05-04', sent: 1, bounced: 0 }]);
  });
});
