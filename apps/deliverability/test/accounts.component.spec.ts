import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccountRested,
  GetSendingAccounts,
  GetSmtpCredentials,
  ListSendingAccounts,
  LoginRefused,
  UpdateSendingAccount,
} from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

describe('a sending account', () => {
  it('starts active, cold, in the zone of its workspace, and is published without any secret', async () => {
    const account = await deliverability.account(newId('ws'));

    expect(account).toMatchObject({
      status: 'active',
      daily_send_limit: 40,
      time_zone: 'UTC',
      warmup: { stage: 0, started_at: null, days_warming: 0, cumulative_sends: 0 },
      health: { score: 70 },
    });
    expect(JSON.stringify(account)).not.toContain('sesame');
    expect(await deliverability.published(account)).toEqual([
      {
        version: 1,
        sending_account_id: account.id,
        email: account.email,
        status: 'active',
        daily_send_limit: 40,
        ramp_limit: 10,
        time_zone: 'UTC',
        health_score: 70,
        reads_replies: false,
      },
    ]);
  });

  it('brings its history', async () => {
    const account = await deliverability.warmAccount(newId('ws'), { time_zone: 'America/New_York' });

    expect(account).toMatchObject({
      time_zone: 'America/New_York',
      warmup: { stage: 4, days_warming: 25, cumulative_sends: 400 },
      health: { score: 92 },
      authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
    });
  });

  it('is one per address in a workspace, whatever its case', async () => {
    const workspaceId = newId('ws');
    await deliverability.account(workspaceId, { email: 'Ada@sender.example' });

    const refusal = await refusalOf(deliverability.account(workspaceId, { email: 'ada@SENDER.example' }));

    expect(refusal).toMatchObject({ kind: 'conflict', code: 'duplicate_account' });
    await deliverability.account(newId('ws'), { email: 'ada@sender.example' });
  });

  it('does not exist for another workspace', async () => {
    const account = await deliverability.account(newId('ws'));

    const { results } = await deliverability.rpc.request(GetSendingAccounts, {
      workspace_id: newId('ws'),
      sending_account_ids: [account.id],
    });

    expect(results).toEqual([]);
  });
});

describe('the list of sending accounts', () => {
  it('goes newest first through every page', async () => {
    const workspace_id = newId('ws');
    const made: string[] = [];
    for (const _ of [1, 2, 3]) made.unshift((await deliverability.account(workspace_id)).id);

    const first = await deliverability.rpc.request(ListSendingAccounts, { workspace_id, page_size: 2 });
    const second = await deliverability.rpc.request(ListSendingAccounts, {
      workspace_id,
      page_size: 2,
      cursor: first.next_cursor ?? '',
    });

    expect([...first.results, ...second.results].map(({ id }) => id)).toEqual(made);
    expect([first.has_more, second.has_more, second.next_cursor]).toEqual([true, false, null]);
  });

  it('refuses a cursor that it did not give', async () => {
    const refusal = await refusalOf(
      deliverability.rpc.request(ListSendingAccounts, { workspace_id: newId('ws'), cursor: 'nonsense' }),
    );

    expect(refusal).toMatchObject({ code: 'validation_error', details: { errors: [{ field: 'cursor' }] } });
  });
});

describe('the password of an account', () => {
  const credentialsOf = async (id: `ea_${string}`) => {
    const { results } = await deliverability.rpc.request(GetSmtpCredentials, { sending_account_ids: [id] });
    return results[0];
  };

  it('is given to the dispatcher, which delivers with it', async () => {
    const account = await deliverability.account(newId('ws'));

    expect(await credentialsOf(account.id)).toEqual({
      reads_replies: false,
      sending_account_id: account.id,
      version: 1,
      email: account.email,
      display_name: '',
      smtp: {
        host: 'smtp.sender.example',
        port: 587,
        secure: false,
        require_tls: true,
        user: 'ada',
        password: 'sesame',
      },
    });
  });

  it('may be missing', async () => {
    const account = await deliverability.account(newId('ws'), { smtp: { host: 'relay.example', port: 25 } });

    expect((await credentialsOf(account.id))?.smtp).toMatchObject({ user: null, password: null });
  });

  it('requires TLS, unless the account says otherwise', async () => {
    const server = { host: 'relay.example', port: 25 };
    const requires = async (smtp: object) => {
      const account = await deliverability.account(newId('ws'), { smtp: { ...server, ...smtp } });
      return [account.smtp?.require_tls, (await credentialsOf(account.id))?.smtp.require_tls];
    };

    expect(await requires({ user: 'ada', password: 'sesame' })).toEqual([true, true]);
    expect(await requires({ user: 'ada', password: 'sesame', require_tls: false })).toEqual([false, false]);
    expect(await requires({})).toEqual([false, false]);
    expect(await requires({ require_tls: true })).toEqual([true, true]);
  });

  it('that is added to a server without one requires TLS from then on', async () => {
    const account = await deliverability.account(newId('ws'), { smtp: { host: 'relay.example', port: 25 } });
    await deliverability.rpc.request(UpdateSendingAccount, {
      workspace_id: account.workspace_id,
      sending_account_id: account.id,
      changes: { smtp: { password: 'sesame' } },
    });
    expect((await credentialsOf(account.id))?.smtp).toMatchObject({ require_tls: true, password: 'sesame' });
  });

  it('stands nowhere in the store', async () => {
    const account = await deliverability.account(newId('ws'));

    const [stored] = await deliverability.database.query<{ text: string }>(
      `select string_agg(row_to_json(account)::text, '')
         || (select string_agg(payload, '') from outbox) as text
       from sending_account account where id = $1`,
      [uuidOf(account.id)],
    );
    expect(stored?.text).toContain(account.email);
    expect(stored?.text).not.toContain('sesame');
    expect(stored?.text).not.toContain(Buffer.from('sesame').toString('base64url'));
  });

  it('does not open in the row of another account', async () => {
    const [from, to] = [
      await deliverability.account(newId('ws')),
      await deliverability.account(newId('ws'), { smtp: { host: 'relay.example', port: 25 } }),
    ];
    await deliverability.database.query(
      `update sending_account as thief
       set smtp_encrypted_password = victim.smtp_encrypted_password
       from sending_account victim where victim.id = $1 and thief.id = $2`,
      [uuidOf(from.id), uuidOf(to.id)],
    );

    // the other accounts of the request, which may be those of other workspaces, are answered
    const sending_account_ids = [from.id, to.id];
    expect(await deliverability.rpc.request(GetSmtpCredentials, { sending_account_ids })).toMatchObject({
      results: [{ sending_account_id: from.id, smtp: { password: 'sesame' } }],
      unreadable: [to.id],
    });
  });
});

describe('an account that is over the quota of its mail server', () => {
  it('stays active and says until when it rests, and why', async () => {
    const [account] = await deliverability.warmFleet(newId('ws'), 1);
    if (account === undefined) throw new Error('no fleet');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const answer = '550 5.4.5 Daily user sending limit exceeded';

    await deliverability.publish(AccountRested, [deliverability.rested(account, until, answer)]);

    await eventually(async () =>
      expect(await deliverability.get(account)).toMatchObject({
        status: 'active',
        resting: { until, reason: answer },
      }),
    );
  });
});

describe('a login that the mail server refuses', () => {
  it('takes the account out of service and publishes it, once', async () => {
    const [refused, other] = await deliverability.warmFleet(newId('ws'), 2);
    if (refused === undefined || other === undefined) throw new Error('no fleet');
    const event = deliverability.loginRefused(refused);

    await deliverability.publish(LoginRefused, [event, deliverability.loginRefused(refused)]);
    await deliverability.publish(LoginRefused, [event]);

    await eventually(async () =>
      expect(await deliverability.get(refused)).toMatchObject({
        status: 'error',
        status_reason: 'the mail server refused the account: 535 5.7.8 bad credentials',
      }),
    );
    expect(await deliverability.get(other)).toMatchObject({ status: 'active', status_reason: null });
    expect(await deliverability.published(refused)).toMatchObject([
      { version: 1, status: 'active' },
      { version: 2, status: 'error' },
    ]);
  });

  it('does not undo a pause by a user', async () => {
    const [paused, active] = await deliverability.warmFleet(newId('ws'), 2);
    if (paused === undefined || active === undefined) throw new Error('no fleet');
    await deliverability.database.query(`update sending_account set status = 'paused' where id = $1`, [
      uuidOf(paused.id),
    ]);

    await deliverability.publish(LoginRefused, [
      deliverability.loginRefused(paused),
      deliverability.loginRefused(active),
    ]);

    await eventually(async () => expect((await deliverability.get(active)).status).toBe('error'));
    expect((await deliverability.get(paused)).status).toBe('paused');
  });
});
