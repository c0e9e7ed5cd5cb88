import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ActivateSendingAccount,
  DeleteSendingAccount,
  EmailSent,
  GetSendingAccounts,
  GetSmtpCredentials,
  ListSendingAccounts,
  PauseSendingAccount,
  SyncPlatformAccounts,
  UpdateSendingAccount,
  type RequestOf,
  type SendingAccountView,
  type SyncedAccount,
} from '#contracts';
import { newId, type Id } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;
beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

type Changes = Partial<RequestOf<typeof SyncPlatformAccounts>>;

const there = (email: string, changes: Partial<SyncedAccount> = {}): SyncedAccount => ({
  email,
  display_name: 'Ada',
  active: true,
  status_reason: null,
  daily_send_limit: 55,
  reputation: 97,
  warmup: { enabled: true, started_at: deliverability.daysAgo(60), cumulative_sends: 900 },
  ...changes,
});

const sync = async (workspaceId: Id<'ws'>, changes: Changes): Promise<Id<'ea'>[]> => {
  const asked = {
    workspace_id: workspaceId,
    platform: 'reachinbox' as const,
    time_zone: 'Europe/Berlin',
    accounts: [],
    gone: [],
    ...changes,
  };
  return (await deliverability.rpc.request(SyncPlatformAccounts, asked)).sending_account_ids;
};

const listOf = async (workspaceId: Id<'ws'>): Promise<SendingAccountView[]> => {
  const asked = { workspace_id: workspaceId, page_size: 100 };
  return (await deliverability.rpc.request(ListSendingAccounts, asked)).results;
};

/** One account of a platform in a workspace of its own. */
async function anAccount(changes: Partial<SyncedAccount> = {}): Promise<SendingAccountView> {
  const workspaceId = newId('ws');
  await sync(workspaceId, { accounts: [there('ada@sender.example', changes)] });
  const [account] = await listOf(workspaceId);
  if (account === undefined) throw new Error('the account is not there');
  return account;
}

const shownAgain = async ({ workspace_id }: SendingAccountView, changes: Partial<SyncedAccount>) => {
  await sync(workspace_id, { accounts: [there('ada@sender.example', changes)] });
  return (await listOf(workspace_id))[0];
};

const codesOf = (verdict: { blocking_reasons: readonly { code: string }[] }): string[] =>
  verdict.blocking_reasons.map(({ code }) => code);

describe('an account of an outside platform', () => {
  it('comes with its history, its limit and no server, and is published', async () => {
    const account = await anAccount();

    expect(account).toMatchObject({
      provider: 'reachinbox',
      status: 'active',
      status_reason: null,
      display_name: 'Ada',
      daily_send_limit: 55,
      time_zone: 'Europe/Berlin',
      warmup: { stage: 5, days_warming: 60, cumulative_sends: 900 },
    });
    expect(account).not.toHaveProperty('smtp');
    expect(await deliverability.published(account)).toMatchObject([
      { version: 1, status: 'active', reads_replies: false },
    ]);
  });

  it('warms up from today where the platform does not say since when', async () => {
    const unknown = { started_at: null, cumulative_sends: null };
    const warming = await anAccount({ warmup: { enabled: true, ...unknown } });
    const cold = await anAccount({ warmup: { enabled: false, ...unknown } });

    expect(warming.warmup).toMatchObject({ stage: 0, days_warming: 0 });
    expect(warming.warmup.started_at).not.toBeNull();
    expect(cold.warmup.started_at).toBeNull();
  });

  it('is the same one however often it is shown, and nothing is published without a change', async () => {
    const workspaceId = newId('ws');
    const accounts = ['ada@sender.example', 'bob@sender.example'].map((email) => there(email));
    const first = await sync(workspaceId, { accounts });
    const again = await sync(workspaceId, { accounts: accounts.toReversed() });

    expect(again).toEqual(first.toReversed());
    const [newest] = await listOf(workspaceId);
    if (newest === undefined) throw new Error('no account');
    expect((await deliverability.published(newest)).map(({ version }) => version)).toEqual([1]);
  });

  it('is added once by two syncs at a time', async () => {
    const workspaceId = newId('ws');
    const accounts = Array.from({ length: 50 }, (_, index) => there(`${index}@sender.example`));
    const [one, other] = await Promise.all([
      sync(workspaceId, { accounts }),
      sync(workspaceId, { accounts }),
    ]);

    expect(one).toEqual(other);
    expect(await listOf(workspaceId)).toHaveLength(50);
  });

  it('follows its platform: limit, name, reputation and figures', async () => {
    const account = await anAccount();
    const changed = await shownAgain(account, {
      display_name: 'Ada L.',
      daily_send_limit: 20,
      reputation: 40,
      warmup: { enabled: true, started_at: deliverability.daysAgo(10), cumulative_sends: 950 },
    });
    await deliverability.refreshed();

    expect(changed).toMatchObject({ display_name: 'Ada L.', daily_send_limit: 20 });
    expect(await deliverability.get(account)).toMatchObject({
      warmup: { days_warming: 10, cumulative_sends: 950, stage: 1 },
    });
    const versions = (await deliverability.published(account)).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });

  it('keeps the messages that were counted here when the platform counts fewer', async () => {
    const account = await anAccount();
    await deliverability.publish(EmailSent, [deliverability.sent(account), deliverability.sent(account)]);
    await eventually(async () => {
      await deliverability.refreshed();
      expect((await deliverability.get(account)).warmup.cumulative_sends).toBe(902);
    });

    const fewer = { enabled: true, started_at: deliverability.daysAgo(60), cumulative_sends: 901 };
    expect(await shownAgain(account, { warmup: fewer })).toMatchObject({ warmup: { cumulative_sends: 902 } });
  });

  it('that the platform cannot use is out of service with its words, and comes back', async () => {
    const account = await anAccount();
    const failing = await shownAgain(account, { active: false, status_reason: 'IMAP login failed' });
    expect(failing).toMatchObject({ status: 'error', status_reason: 'IMAP login failed' });

    const ref = { workspace_id: account.workspace_id, sending_account_id: account.id };
    expect(await refusalOf(deliverability.rpc.request(ActivateSendingAccount, ref))).toMatchObject({
      code: 'invalid_transition',
    });
    expect(await shownAgain(account, {})).toMatchObject({ status: 'active', status_reason: null });
  });

  it('that is paused here stays paused, and is activated by a person', async () => {
    const account = await anAccount();
    const ref = { workspace_id: account.workspace_id, sending_account_id: account.id };
    await deliverability.rpc.request(PauseSendingAccount, ref);

    expect(await shownAgain(account, { active: false })).toMatchObject({ status: 'paused' });
    expect(await shownAgain(account, {})).toMatchObject({ status: 'paused' });
    expect(await deliverability.rpc.request(ActivateSendingAccount, ref)).toMatchObject({ status: 'active' });
  });

  it('that its platform has no more is disconnected with the reason; only then it can be deleted', async () => {
    const account = await anAccount();
    const ref = { workspace_id: account.workspace_id, sending_account_id: account.id };
    const early = await refusalOf(deliverability.rpc.request(DeleteSendingAccount, ref));
    expect(early).toMatchObject({ kind: 'conflict', code: 'account_on_platform' });

    await sync(account.workspace_id, { gone: [{ email: 'ADA@sender.example', reason: 'not listed' }] });
    expect(await deliverability.get(account)).toMatchObject({
      status: 'disconnected',
      status_reason: 'not listed',
    });
    await deliverability.rpc.request(DeleteSendingAccount, ref);
    expect(await listOf(account.workspace_id)).toEqual([]);
  });

  it('takes no change of what its platform decides on, and others', async () => {
    const account = await anAccount();
    const ref = { workspace_id: account.workspace_id, sending_account_id: account.id };
    const change = (changes: object) => deliverability.rpc.request(UpdateSendingAccount, { ...ref, changes });

    const refusal = await refusalOf(
      change({ daily_send_limit: 99, smtp: { host: 'smtp.sender.example', port: 587 }, provider: 'smtp' }),
    );
    expect(refusal).toMatchObject({
      code: 'validation_error',
      details: {
        errors: ['provider', 'smtp', 'daily_send_limit'].map((field) =>
          expect.objectContaining({ field, code: 'immutable_field' }),
        ),
      },
    });
    expect(await change({ time_zone: 'UTC', authentication: { spf: 'pass' } })).toMatchObject({
      time_zone: 'UTC',
      authentication: { spf: 'pass' },
    });
  });

  it('has no login: nobody can log in as it', async () => {
    const account = await anAccount();
    const logins = { sending_account_ids: [account.id] };

    expect(await deliverability.rpc.request(GetSmtpCredentials, logins)).toEqual({
      results: [],
      unreadable: [],
    });
  });

  it('is judged by the gate as a native one: too low stages block with the same reasons', async () => {
    const cold = { enabled: true, started_at: deliverability.daysAgo(2), cumulative_sends: 10 };
    const workspaceId = newId('ws');
    const emails = Array.from({ length: 20 }, (_, index) => `cold-${index}@sender.example`);
    await sync(workspaceId, { accounts: emails.map((email) => there(email, { warmup: cold })) });
    const judged = await deliverability.gate(await listOf(workspaceId));
    const natives = newId('ws');
    const own = { warmup: { started_at: cold.started_at, cumulative_sends: 10 }, reputation: 97 };
    const native = await Promise.all(emails.map(() => deliverability.account(natives, own)));

    expect(judged).toMatchObject({ allowed: false });
    expect(judged.blocking_reasons).toEqual((await deliverability.gate(native)).blocking_reasons);
    expect(codesOf(judged)).toContain('insufficient_stage_inboxes');

    await sync(workspaceId, { accounts: emails.map((email) => there(email)) });
    await deliverability.refreshed();
    const allowed = await deliverability.gate(await listOf(workspaceId));
    expect(codesOf(allowed)).not.toContain('insufficient_stage_inboxes');
  });
});

describe('an account of one’s own with the address of a platform account', () => {
  it('stays as it is, and is answered as the one that is there', async () => {
    const workspaceId = newId('ws');
    const own = await deliverability.account(workspaceId, { email: 'Ada@sender.example' });
    const ids = await sync(workspaceId, {
      accounts: [there('ada@sender.example', { daily_send_limit: 1, active: false })],
    });
    expect(ids).toEqual([own.id]);
    await sync(workspaceId, { gone: [{ email: 'ada@sender.example', reason: 'not listed' }] });

    const { results } = await deliverability.rpc.request(GetSendingAccounts, {
      workspace_id: workspaceId,
      sending_account_ids: ids,
    });
    expect(results).toEqual([own]);
  });
});
