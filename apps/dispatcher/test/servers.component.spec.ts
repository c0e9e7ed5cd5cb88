import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestPlatformAccount, TestSendingAccount } from '#contracts';
import { newId, notFound, type Id } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';

const servers = useServers();
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
});
afterAll(() => dispatcher.stop());

/** The error of the only send of a campaign, and the test of its account. */
const failureOf = async (fixture: CampaignFixture) => {
  await dispatcher.publishSteps(fixture, fixture.due(1));
  const send = await eventually(async () => {
    const [first] = await dispatcher.sends(fixture);
    if (first?.error == null) throw new Error('the send has no error yet');
    return first;
  });
  const [account] = fixture.accounts;
  if (account === undefined) throw new Error('no account');
  const { sending_account_id } = account;
  return { send, test: await dispatcher.rpc.request(TestSendingAccount, { sending_account_id }) };
};

describe('a send, and the test of its account,', () => {
  it.each(['10.0.0.1', '169.254.169.254', '::1', '2130706433'])(
    'say that %s is not a public mail server, and the send waits',
    async (host) => {
      const fixture = new CampaignFixture(587, { accounts: 1 });
      await dispatcher.introduce(fixture);
      dispatcher.stubs.credentials = ({ sending_account_ids }) => ({
        results: sending_account_ids
          .flatMap((id) => fixture.credentials(id))
          .map((credentials) => ({ ...credentials, smtp: { ...credentials.smtp, host } })),
      });

      const reason = { code: 'server_not_public', message: 'not a public mail server' };
      const { send, test } = await failureOf(fixture);
      expect(send).toMatchObject({ status: 'scheduled', error: reason });
      expect(test).toEqual({ ok: false, ...reason });
    },
  );

  it('say that no key opens the password, and the send waits', async () => {
    const fixture = new CampaignFixture(587, { accounts: 1 });
    await dispatcher.introduce(fixture);
    dispatcher.stubs.credentials = ({ sending_account_ids }) => ({
      results: [],
      unreadable: sending_account_ids,
    });

    const { send, test } = await failureOf(fixture);
    expect(send).toMatchObject({ status: 'scheduled', error: { code: 'password_unreadable' } });
    expect(test).toMatchObject({ ok: false, code: 'password_unreadable' });
  });
});

describe('the test of an account without an SMTP server here', () => {
  const test = (sending_account_id: Id<'ea'>) =>
    dispatcher.rpc.request(TestSendingAccount, { sending_account_id });

  it('tests the connection to the platform that sends by it', async () => {
    const fixture = new CampaignFixture(587, { accounts: 1 });
    const [account] = fixture.accounts;
    if (account === undefined) throw new Error('no account');
    await dispatcher.introduce(fixture);
    dispatcher.stubs.credentials = () => ({ results: [] });
    const refusal = { ok: false, code: 'platform_refused_credentials', message: 'the key was revoked' };
    await dispatcher.stubs.services.answer(TestPlatformAccount, ({ workspace_id, sending_account_id }) =>
      workspace_id === fixture.workspaceId && sending_account_id === account.sending_account_id
        ? refusal
        : { ok: true },
    );

    await eventually(async () => expect(await test(account.sending_account_id)).toEqual(refusal));
    await dispatcher.stubs.services.answer(TestPlatformAccount, () => ({ ok: true }));
    expect(await test(account.sending_account_id)).toEqual({ ok: true });
  });

  it('says not_found where there is none', async () => {
    dispatcher.stubs.credentials = () => ({ results: [] });
    await dispatcher.stubs.services.answer(TestPlatformAccount, ({ sending_account_id }) => {
      throw notFound('connected sending account', sending_account_id);
    });

    expect(await refusalOf(test(newId('ea')))).toMatchObject({ code: 'not_found' });
  });
});
