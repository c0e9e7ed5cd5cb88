import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LoginRefused,
  MailboxOpened,
  MailboxRefused,
  PauseSendingAccount,
  UpdateSendingAccount,
  type RequestOf,
  type SendingAccountView,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const imap = { host: 'imap.sender.example', port: 993, user: 'ada', password: 'open-barley' };
const anAccount = () => deliverability.account(newId('ws'), { imap });
const refOf = ({ id, workspace_id }: SendingAccountView) => ({ workspace_id, sending_account_id: id });
const update = (account: SendingAccountView, changes: RequestOf<typeof UpdateSendingAccount>['changes']) =>
  deliverability.rpc.request(UpdateSendingAccount, { ...refOf(account), changes });

const reaches = (account: SendingAccountView, status: string, status_reason: string | null) =>
  eventually(async () => expect(await deliverability.get(account)).toMatchObject({ status, status_reason }));
const REASON = 'the IMAP server refused the login: NO bad credentials';
const SMTP_REASON = 'the mail server refused the account: 535 5.7.8 bad credentials';

/** Resolves when the events before it were handled: a mark of another account, in the same stream. */
const handled = async (publish: (other: SendingAccountView) => Promise<void>) => {
  const other = await anAccount();
  await publish(other);
  await eventually(async () => expect((await deliverability.get(other)).status).toBe('error'));
};
const mailboxRefused = (account: SendingAccountView, version: number) =>
  deliverability.publish(MailboxRefused, [deliverability.mailboxRefused(account, version)]);
const mailboxOpened = (account: SendingAccountView, version: number) =>
  deliverability.publish(MailboxOpened, [deliverability.mailboxOpened(account, version)]);
const loginRefused = (account: SendingAccountView, version?: number) =>
  deliverability.publish(LoginRefused, [deliverability.loginRefused(account, version)]);

describe('a refused mailbox', () => {
  it('takes its account out of service, says why, and brings it back when it opens', async () => {
    const account = await anAccount();
    await mailboxRefused(account, 1);
    await reaches(account, 'error', REASON);
    expect((await deliverability.published(account)).at(-1)).toMatchObject({
      version: 2,
      status: 'error',
      reads_replies: true,
    });

    await mailboxOpened(account, 2);
    await reaches(account, 'active', null);
    expect((await deliverability.published(account)).at(-1)).toMatchObject({ version: 3, status: 'active' });
  });

  it('changes nothing when it was refused before it opened, and the news of that comes late', async () => {
    const account = await anAccount();
    const early = deliverability.mailboxRefused(account, 1, deliverability.daysAgo(0.1));
    await mailboxOpened(account, 1);
    await deliverability.publish(MailboxRefused, [early]);
    await handled((other) => mailboxRefused(other, 1));
    expect(await deliverability.get(account)).toEqual(account);
  });

  it('counts for the login that was tried, also after a change of something else', async () => {
    const account = await anAccount();
    await update(account, { daily_send_limit: 7 });
    await mailboxRefused(account, 1);
    await reaches(account, 'error', REASON);
  });

  it('says nothing about a newer password', async () => {
    const account = await anAccount();
    await update(account, { imap: { password: 'newer' } });
    await mailboxRefused(account, 1);
    await loginRefused(account, 1);

    await handled((other) => mailboxRefused(other, 1));
    await handled((other) => loginRefused(other, 1));
    expect(await deliverability.get(account)).toMatchObject({ status: 'active' });
  });

  it('that opens does not bring back an account that its SMTP server refuses', async () => {
    const account = await anAccount();
    await loginRefused(account, 1);
    await reaches(account, 'error', SMTP_REASON);
    await mailboxOpened(account, 2);

    await handled((other) => mailboxRefused(other, 1));
    expect(await deliverability.get(account)).toMatchObject({ status: 'error', status_reason: SMTP_REASON });
  });

  it('of another workspace changes nothing', async () => {
    const account = await anAccount();
    await mailboxRefused({ ...account, workspace_id: newId('ws') }, 1);
    await handled((other) => mailboxRefused(other, 1));
    expect(await deliverability.get(account)).toEqual(account);
  });
});

describe('an account that a server refused', () => {
  it.each<[string, RequestOf<typeof UpdateSendingAccount>['changes']]>([
    ['password', { smtp: { password: 'newer' } }],
    ['server', { smtp: { host: 'other.example', password: 'newer' } }],
    ['mailbox', { imap: null }],
    [
      'login by OAuth',
      { oauth: { client_id: 'c', refresh_token: 'r', token_url: 'https://login.example/token' } },
    ],
  ])('is active again with another %s', async (_, changes) => {
    const account = await anAccount();
    await loginRefused(account);
    await reaches(account, 'error', SMTP_REASON);

    expect(await update(account, { display_name: 'Ada' })).toMatchObject({ status: 'error' });
    expect(await update(account, changes)).toMatchObject({ status: 'active', status_reason: null });
  });

  it('stays paused where somebody paused it', async () => {
    const account = await anAccount();
    await deliverability.rpc.request(PauseSendingAccount, refOf(account));
    await mailboxRefused(account, 2);
    await handled((other) => mailboxRefused(other, 1));

    expect(await update(account, { smtp: { password: 'newer' } })).toMatchObject({ status: 'paused' });
  });
});
