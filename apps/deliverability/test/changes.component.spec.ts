import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ActivateSendingAccount,
  GetSmtpCredentials,
  ListSendingAccounts,
  LoginRefused,
  PauseSendingAccount,
  ReportAccountHealth,
  UpdateSendingAccount,
  type RequestOf,
  type SendingAccountView,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

type Changes = RequestOf<typeof UpdateSendingAccount>['changes'];

const refOf = ({ id, workspace_id }: SendingAccountView) => ({ workspace_id, sending_account_id: id });
const update = (account: SendingAccountView, changes: Changes) =>
  deliverability.rpc.request(UpdateSendingAccount, { ...refOf(account), changes });
const pause = (account: SendingAccountView) =>
  deliverability.rpc.request(PauseSendingAccount, refOf(account));
const activate = (account: SendingAccountView) =>
  deliverability.rpc.request(ActivateSendingAccount, refOf(account));

const smtpOf = async ({ id }: SendingAccountView) => {
  const { results } = await deliverability.rpc.request(GetSmtpCredentials, { sending_account_ids: [id] });
  return results[0]?.smtp;
};

describe('a change of an account', () => {
  it('leaves the rest as it is, and is published', async () => {
    const account = await deliverability.account(newId('ws'));

    const changed = await update(account, { daily_send_limit: 7, time_zone: 'Europe/Berlin' });

    expect(changed).toEqual({
      ...account,
      daily_send_limit: 7,
      time_zone: 'Europe/Berlin',
      updated_at: changed.updated_at,
    });
    expect(await deliverability.get(account)).toEqual(changed);
    expect(await deliverability.published(account)).toMatchObject([
      { version: 1, daily_send_limit: 40 },
      { version: 2, daily_send_limit: 7, time_zone: 'Europe/Berlin' },
    ]);
  });

  it('keeps the password, unless there is a new one or none any more', async () => {
    const account = await deliverability.account(newId('ws'));

    await update(account, { smtp: { host: 'smtp.sender.example', port: 587 }, display_name: 'Ada' });
    expect(await smtpOf(account)).toMatchObject({ port: 587, user: 'ada', password: 'sesame' });

    const changed = await update(account, { smtp: { password: 'new-secret' } });
    expect(JSON.stringify(changed)).not.toContain('new-secret');
    expect(await smtpOf(account)).toMatchObject({ password: 'new-secret' });

    await update(account, { smtp: { user: null, password: null } });
    expect(await smtpOf(account)).toMatchObject({ user: null, password: null });
  });

  it.each([
    { host: 'thief.example' },
    { port: 2525 },
    { user: 'eve' },
    { user: null },
    { secure: true },
    { require_tls: false },
  ])('to %j needs the password again, or none any more', async (smtp) => {
    const account = await deliverability.account(newId('ws'));

    const refusal = await refusalOf(update(account, { smtp }));

    expect(refusal).toMatchObject({
      kind: 'invalid',
      code: 'validation_error',
      details: { errors: [{ field: 'smtp.password', code: 'required' }] },
    });
    expect(await deliverability.get(account)).toEqual(account);
    await update(account, { smtp: { ...smtp, password: 'theirs' } });
    expect(await smtpOf(account)).toMatchObject({ ...smtp, password: 'theirs' });
    await update(account, { smtp: { host: 'relay.example', password: null } });
    await update(account, { smtp: { host: 'other.example' } });
    expect(await smtpOf(account)).toMatchObject({ host: 'other.example', password: null });
  });

  it('that repeats what an account has keeps its password', async () => {
    const account = await deliverability.account(newId('ws'));
    expect((await update(account, { smtp: account.smtp })).smtp).toEqual(account.smtp);
    expect(await smtpOf(account)).toMatchObject({ password: 'sesame' });
  });

  it('is lost by none of those that come at once', async () => {
    const account = await deliverability.account(newId('ws'));

    await Promise.all([
      update(account, { daily_send_limit: 9 }),
      update(account, { display_name: 'Ada' }),
      pause(account),
    ]);

    expect(await deliverability.get(account)).toMatchObject({
      daily_send_limit: 9,
      display_name: 'Ada',
      status: 'paused',
    });
    expect((await deliverability.published(account)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it('is not for another workspace', async () => {
    const account = await deliverability.account(newId('ws'));
    const theirs = { ...account, workspace_id: newId('ws') };

    expect(await refusalOf(update(theirs, { daily_send_limit: 1 }))).toMatchObject({ code: 'not_found' });
    expect(await refusalOf(pause(theirs))).toMatchObject({ code: 'not_found' });
    expect(await deliverability.get(account)).toEqual(account);
  });
});

describe('an account in and out of service', () => {
  it('is paused and activated, each once', async () => {
    const account = await deliverability.account(newId('ws'));
    expect(await refusalOf(activate(account))).toMatchObject({
      kind: 'conflict',
      code: 'invalid_transition',
      details: { state: 'active', action: 'activate' },
    });

    expect(await pause(account)).toMatchObject({ status: 'paused' });
    expect(await refusalOf(pause(account))).toMatchObject({ code: 'invalid_transition' });
    expect(await activate(account)).toMatchObject({ status: 'active' });
    expect(await deliverability.published(account)).toMatchObject([
      { status: 'active' },
      { status: 'paused' },
      { status: 'active' },
    ]);
  });

  it('comes back after a refused login, and its reason is gone', async () => {
    const account = await deliverability.account(newId('ws'));
    await deliverability.publish(LoginRefused, [deliverability.loginRefused(account)]);
    await eventually(async () => expect((await deliverability.get(account)).status).toBe('error'));

    expect(await activate(account)).toMatchObject({ status: 'active', status_reason: null });
  });

  it('is listed by its status', async () => {
    const workspace_id = newId('ws');
    const [one, other] = [
      await deliverability.account(workspace_id),
      await deliverability.account(workspace_id),
    ];
    await pause(one);
    const listed = async (...status: SendingAccountView['status'][]) => {
      const { results } = await deliverability.rpc.request(ListSendingAccounts, { workspace_id, status });
      return results.map(({ id }) => id);
    };

    expect(await listed('paused')).toEqual([one.id]);
    expect(await listed('active', 'paused')).toEqual([other.id, one.id]);
    expect(await listed('error')).toEqual([]);
  });
});

describe('a report about the health of an account', () => {
  const report = (account: SendingAccountView, workspace_id = account.workspace_id) =>
    deliverability.rpc.request(ReportAccountHealth, {
      workspace_id,
      sending_account_id: account.id,
      health: { reputation: 5, authentication: { dkim: 'fail' } },
    });

  it('changes its score and its authentication, and nothing else', async () => {
    const account = await deliverability.account(newId('ws'));
    const changed = await report(account);
    expect(changed.health.score).toBeLessThan(account.health.score);
    expect(changed).toEqual({
      ...account,
      health: changed.health,
      authentication: { ...account.authentication, dkim: 'fail' },
      updated_at: changed.updated_at,
    });
  });

  it('finds no account of another workspace', async () => {
    const account = await deliverability.account(newId('ws'));
    expect(await refusalOf(report(account, newId('ws')))).toMatchObject({ code: 'not_found' });
  });
});
