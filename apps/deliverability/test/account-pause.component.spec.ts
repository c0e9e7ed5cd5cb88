import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ActivateSendingAccount,
  EmailBounced,
  EmailSent,
  ListDeliverabilityAlerts,
  LoginRefused,
  ReportAccountHealth,
  type SendingAccountView,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';
import { many } from './watched-campaign.js';

const HOUR_MS = 3_600_000;

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

/** The messages of before, which were counted already. */
const counted = new Map<string, number>();

/** So many messages more, each of a campaign of its own; resolves when the account was judged with them. */
async function messages(account: SendingAccountView, fates: { sent?: number; bounced?: number }) {
  const { sent = 0, bounced = 0 } = fates;
  const { id } = account;
  counted.set(id, (counted.get(id) ?? 0) + sent + bounced);
  await deliverability.publish(
    EmailSent,
    many(sent, () => deliverability.sent(account)),
  );
  await deliverability.publish(
    EmailBounced,
    many(bounced, () => deliverability.bounced(account)),
  );
  await eventually(async () => {
    const [row] = await deliverability.database.query<{ messages: number }>(
      `select count(*)::int as messages from message_fact fact join sending_account account on account.id = fact.account_id
       where account.email = $1`,
      [account.email],
    );
    if (row?.messages !== counted.get(id)) throw new Error('not all messages are counted yet');
  });
  await deliverability.refreshed();
}

async function alertsOf({ id, workspace_id }: SendingAccountView) {
  const { results } = await deliverability.rpc.request(ListDeliverabilityAlerts, {
    workspace_id,
    page_size: 50,
    sending_account_id: [id],
  });
  return results;
}

const activate = ({ id, workspace_id }: SendingAccountView) =>
  deliverability.rpc.request(ActivateSendingAccount, { workspace_id, sending_account_id: id });

async function report(
  account: SendingAccountView,
  authentication: Partial<SendingAccountView['authentication']>,
) {
  const { id, workspace_id } = account;
  await deliverability.rpc.request(ReportAccountHealth, {
    workspace_id,
    sending_account_id: id,
    health: { authentication },
  });
  await deliverability.refreshed();
}

describe('a sending account that bounces too much', () => {
  it('is paused with its figures in words, and published', async () => {
    const account = await deliverability.account(newId('ws'));

    await messages(account, { sent: 18, bounced: 1 });
    expect((await deliverability.get(account)).status).toBe('active');
    await messages(account, { bounced: 1 });

    const reason = `${account.email} bounced 10 % of 20 messages in 24 hours; at most 8 % allowed`;
    expect(await deliverability.get(account)).toMatchObject({ status: 'paused', status_reason: reason });
    expect((await deliverability.published(account)).at(-1)).toMatchObject({ status: 'paused' });
    expect(await alertsOf(account)).toMatchObject([
      { type: 'account_paused', message: reason, data: { sent: 20, bounced: 2 } },
    ]);
  });

  it('is paused again after its activation by new figures alone', async () => {
    const account = await deliverability.account(newId('ws'));
    await messages(account, { sent: 10, bounced: 10 });
    expect((await deliverability.get(account)).status).toBe('paused');
    deliverability.clock.advance(1_000);
    await activate(account);
    deliverability.clock.advance(1_000);

    await messages(account, { sent: 18, bounced: 1 });
    expect((await deliverability.get(account)).status).toBe('active');
    await messages(account, { bounced: 1 });

    expect((await deliverability.get(account)).status).toBe('paused');
    expect(await alertsOf(account)).toHaveLength(2);
  });

  it('is not paused by messages that are more than a day old', async () => {
    const account = await deliverability.account(newId('ws'));
    await messages(account, { sent: 10, bounced: 9 });
    deliverability.clock.advance(25 * HOUR_MS);

    await messages(account, { sent: 18, bounced: 1 });
    await messages(account, { sent: 10 });

    expect((await deliverability.get(account)).status).toBe('active');
  });

  it('is paused by bounces of today that are about messages of earlier days', async () => {
    const account = await deliverability.account(newId('ws'));
    const early = many(2, () => newId('send'));
    await deliverability.publish(
      EmailSent,
      early.map((send) => deliverability.sent(account, undefined, send)),
    );
    counted.set(account.id, early.length);
    deliverability.clock.advance(25 * HOUR_MS);
    await messages(account, { sent: 20 });
    expect((await deliverability.get(account)).status).toBe('active');

    await deliverability.publish(
      EmailBounced,
      early.map((send) => deliverability.bounced(account, undefined, send)),
    );

    await eventually(async () => {
      await deliverability.refreshed();
      expect((await alertsOf(account)).map(({ type, data }) => [type, data])).toMatchObject([
        ['account_paused', { sent: 20, bounced: 2 }],
      ]);
    });
  });

  it('is not paused by late bounces of messages from before its activation', async () => {
    const account = await deliverability.account(newId('ws'));
    const early = many(3, () => newId('send'));
    await deliverability.publish(
      EmailSent,
      early.map((send) => deliverability.sent(account, undefined, send)),
    );
    counted.set(account.id, early.length);
    await messages(account, { sent: 10, bounced: 10 });
    deliverability.clock.advance(1_000);
    await activate(account);
    deliverability.clock.advance(1_000);

    await deliverability.publish(
      EmailBounced,
      early.map((send) => deliverability.bounced(account, undefined, send)),
    );
    await messages(account, { sent: 18, bounced: 1 });

    expect((await deliverability.get(account)).status).toBe('active');
  });

  it('stays active where people supervise, who are told once', async () => {
    const account = await deliverability.account(newId('ws'));
    await deliverability.supervise(account.workspace_id);

    await messages(account, { sent: 10, bounced: 10 });
    await messages(account, { bounced: 10 });

    expect((await deliverability.get(account)).status).toBe('active');
    expect((await alertsOf(account)).map(({ type }) => type)).toEqual(['account_alert']);
  });
});

describe('a sending account that fails authentication', () => {
  it('is paused, and not again by the failure that a person has accepted', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await report(account, { dmarc: 'fail' });
    expect(await deliverability.get(account)).toMatchObject({
      status: 'paused',
      status_reason: `DMARC fails for ${account.email}`,
    });

    await activate(account);
    await report(account, { dmarc: 'fail' });
    await messages(account, { sent: 1 });
    expect((await deliverability.get(account)).status).toBe('active');
  });

  it('is paused again when something else fails, or the same after it had passed', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await report(account, { dmarc: 'fail' });
    await activate(account);

    await report(account, { spf: 'fail' });
    expect((await deliverability.get(account)).status).toBe('paused');

    await report(account, { spf: 'pass' });
    await activate(account);
    await report(account, { dmarc: 'pass' });
    expect((await deliverability.get(account)).status).toBe('active');
    await report(account, { dmarc: 'fail' });
    expect((await deliverability.get(account)).status).toBe('paused');
    expect(await alertsOf(account)).toHaveLength(3);
  });

  it('stays active where people supervise, who are told once for each set of failures', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    await deliverability.supervise(account.workspace_id);

    await report(account, { dmarc: 'fail' });
    await report(account, { dmarc: 'fail' });
    await report(account, { spf: 'fail' });

    expect((await deliverability.get(account)).status).toBe('active');
    expect((await alertsOf(account)).map(({ message }) => message)).toEqual([
      `SPF and DMARC fail for ${account.email}`,
      `DMARC fails for ${account.email}`,
    ]);
  });

  it('stays as it is while a result is unknown', async () => {
    const account = await deliverability.warmAccount(newId('ws'));

    await report(account, { dmarc: 'unknown' });

    expect((await deliverability.get(account)).status).toBe('active');
  });
});

describe('a sending account that its server refuses', () => {
  it('is in the log once, with the words of the server', async () => {
    const account = await deliverability.account(newId('ws'));
    const refused = deliverability.loginRefused(account);

    await deliverability.publish(LoginRefused, [refused]);
    await deliverability.publish(LoginRefused, [refused, deliverability.loginRefused(account)]);
    const last = await deliverability.account(newId('ws'));
    await deliverability.publish(LoginRefused, [deliverability.loginRefused(last)]);
    await eventually(async () => expect((await deliverability.get(last)).status).toBe('error'));

    expect(await alertsOf(account)).toMatchObject([
      {
        type: 'account_refused',
        message: `${account.email}: the mail server refused the account: 535 5.7.8 bad credentials`,
        data: { refused_by: 'smtp' },
      },
    ]);
  });
});
