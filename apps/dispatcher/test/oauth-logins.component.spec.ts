import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountChanged, LoginRefused, TestSendingAccount } from '#contracts';
import { eventually, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { OAuthSmtp } from './oauth-smtp.js';

const servers = useServers();
let dispatcher: DispatcherHarness;
let server: OAuthSmtp;

beforeAll(async () => {
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
});
afterEach(() => server.close());
afterAll(() => dispatcher.stop());

/** A campaign whose account logs in with `token`, and with `renewed` once deliverability is asked for another one. */
async function aCampaign(logins: { valid: string; token?: string; renewed?: string; token_error?: string }) {
  server = await OAuthSmtp.start(logins.valid);
  const fixture = new CampaignFixture(server.port, { accounts: 1 });
  await dispatcher.introduce(fixture);
  const renewals: boolean[] = [];
  dispatcher.stubs.credentials = ({ sending_account_ids, renew = false }) => {
    renewals.push(renew);
    const access_token = renew ? (logins.renewed ?? logins.token) : logins.token;
    const login = { password: null, access_token, token_error: logins.token_error };
    return {
      results: sending_account_ids
        .flatMap((id) => fixture.credentials(id))
        .map((each) => ({ ...each, smtp: { ...each.smtp, ...login } })),
    };
  };
  const [account] = fixture.accounts;
  if (account === undefined) throw new Error('no account');
  const { sending_account_id } = account;
  const test = () => dispatcher.rpc.request(TestSendingAccount, { sending_account_id });
  return { fixture, account, renewals, test };
}

describe('an access token that ended before its time', () => {
  it('is renewed once for all messages that meet it, and each of them leaves once', async () => {
    const { fixture, renewals } = await aCampaign({ valid: 'new', token: 'old', renewed: 'new' });
    await dispatcher.publishSteps(fixture, fixture.due(6));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 6 }));
    expect(server.taken).toHaveLength(6);
    expect(renewals.filter(Boolean)).toHaveLength(1);
    expect(await dispatcher.published(LoginRefused, fixture)).toEqual([]);
  });

  it('is renewed by the test of the account too', async () => {
    const { test } = await aCampaign({ valid: 'new', token: 'old', renewed: 'new' });
    expect(await test()).toEqual({ ok: true });
    expect(server.tried).toEqual(['old', 'new']);
  });
});

describe('an account whose server refuses the renewed access token as well', () => {
  it('goes out of service with the version that was tried, and its send waits', async () => {
    const { fixture, account, test } = await aCampaign({ valid: 'other', token: 'old', renewed: 'new' });
    const changed = { ...account, version: 3 };
    await dispatcher.publishSteps(fixture, fixture.due(1));

    const published = await eventually(async () => {
      const events = await dispatcher.published(LoginRefused, fixture);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(published[0]?.data).toMatchObject({ version: 1, smtp_code: 535 });
    expect(JSON.stringify(published)).not.toMatch(/old|new/);
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 1 });
    expect(await test()).toMatchObject({ ok: false, code: 'login_refused' });

    server.valid = 'new';
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, changed);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 }));
  });
});

describe('an account that has no access token', () => {
  it('sends nothing, and says why', async () => {
    const token_error = 'no token endpoint answered there in time';
    const { fixture, test } = await aCampaign({ valid: 'any', token_error });
    await dispatcher.publishSteps(fixture, fixture.due(1));

    const error = { code: 'access_token_missing', message: token_error };
    await eventually(async () =>
      expect((await dispatcher.sends(fixture))[0]).toMatchObject({ status: 'scheduled', error }),
    );
    expect(await test()).toEqual({ ok: false, ...error });
    expect(server.tried).toEqual([]);
  });
});
