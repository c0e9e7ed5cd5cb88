import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DeleteSendingAccount,
  GetSmtpCredentials,
  UpdateSendingAccount,
  type RequestOf,
  type SendingAccountView,
} from '#contracts';
import { newId, uuidOf } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';
import { LocalTokenEndpoint, oauthAt } from './local-token-endpoint.js';

const servers = useServers();
const SECRETS_KEY = randomBytes(32).toString('base64');
let deliverability: DeliverabilityHarness;
let endpoint: LocalTokenEndpoint;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers, { SECRETS_KEY });
});
beforeEach(async () => {
  endpoint = await LocalTokenEndpoint.start();
});
afterAll(() => deliverability.stop());
const stopping = <Result>(work: () => Promise<Result>) => work().finally(() => endpoint.stop());

const smtp = { host: 'smtp.gmail.com', port: 587 };
const imap = { host: 'imap.gmail.com', port: 993 };
const anAccount = (more: object = {}) =>
  deliverability.account(newId('ws'), { smtp, imap, oauth: oauthAt(endpoint.url), ...more });
const update = (
  { id, workspace_id }: SendingAccountView,
  changes: RequestOf<typeof UpdateSendingAccount>['changes'],
) => deliverability.rpc.request(UpdateSendingAccount, { workspace_id, sending_account_id: id, changes });
const smtpOf = async ({ id }: SendingAccountView, renew?: boolean, at = deliverability) => {
  const { results } = await at.rpc.request(GetSmtpCredentials, { sending_account_ids: [id], renew });
  return results[0]?.smtp;
};
const everythingStored = async () => {
  const rows = await deliverability.database.query<{ row: string }>(
    `select row_to_json(a)::text as row from sending_account a union all select row_to_json(t)::text from access_token t
     union all select payload from outbox`,
  );
  return rows.map(({ row }) => row).join();
};

describe('the token endpoint of an account', () => {
  it('is that of the provider, unless another one is named', () =>
    stopping(async () => {
      const { token_url: _, ...oauth } = oauthAt('');
      expect(await anAccount({ provider: 'gmail', oauth })).toMatchObject({
        oauth: { client_id: 'client', token_url: 'https://oauth2.googleapis.com/token' },
      });
      expect((await anAccount({ provider: 'microsoft365', oauth })).oauth?.token_url).toMatch(
        /^https:\/\/login\.microsoftonline\.com\//,
      );
      expect(await refusalOf(anAccount({ provider: 'smtp', oauth }))).toMatchObject({
        details: { errors: [{ field: 'oauth.token_url', code: 'required' }] },
      });
    }));

  it.each([
    'http://login.example/token',
    'https://10.0.0.1/token',
    'https://login.example:22/token',
    'https://[::1]/',
  ])('at %s is not taken', (token_url) =>
    stopping(async () => {
      expect(await refusalOf(anAccount({ oauth: oauthAt(token_url) }))).toMatchObject({
        code: 'validation_error',
        details: { errors: [{ field: 'oauth.token_url', code: 'invalid_value' }] },
      });
    }),
  );
});

describe('the refresh token of an account', () => {
  it.each<[string, RequestOf<typeof UpdateSendingAccount>['changes']]>([
    ['token endpoint', { oauth: { token_url: 'https://thief.example/' } }],
    ['client', { oauth: { client_id: 'thief' } }],
    ['SMTP server', { smtp: { host: 'thief.example' } }],
    ['SMTP user', { smtp: { user: 'eve' } }],
    ['IMAP server', { imap: { host: 'thief.example' } }],
    ['setting of TLS', { imap: { require_tls: false } }],
  ])('and its access tokens are not handed to another %s', (_, changes) =>
    stopping(async () => {
      const account = await anAccount();

      expect(await refusalOf(update(account, changes))).toMatchObject({
        code: 'validation_error',
        details: { errors: [{ field: 'oauth.refresh_token', code: 'required' }] },
      });
      expect(await deliverability.get(account)).toEqual(account);
      const oauth = { ...changes.oauth, refresh_token: 'theirs' };
      expect(await update(account, { ...changes, oauth })).toMatchObject({ status: 'active' });
      expect(await everythingStored()).not.toMatch(/theirs|very-/);
    }),
  );

  it('is not handed to a first IMAP server either', () =>
    stopping(async () => {
      const account = await anAccount({ imap: undefined });
      expect(await refusalOf(update(account, { imap }))).toMatchObject({
        details: { errors: [{ field: 'oauth.refresh_token' }] },
      });
    }));

  it('moves without the client secret of the place before', () =>
    stopping(async () => {
      const account = await anAccount();
      await update(account, { oauth: { client_id: 'public', refresh_token: 'another' } });
      await smtpOf(account);
      expect(endpoint.asked).toEqual([
        { grant_type: 'refresh_token', client_id: 'public', refresh_token: 'another' },
      ]);
    }));

  it('is gone with its account, and so are its access tokens', () =>
    stopping(async () => {
      const account = await anAccount();
      await smtpOf(account);
      const { id, workspace_id } = account;
      await deliverability.rpc.request(DeleteSendingAccount, { workspace_id, sending_account_id: id });

      const [row] = await deliverability.database.query<{ secrets: number; tokens: number }>(
        `select num_nonnulls(oauth_encrypted_client_secret, oauth_encrypted_refresh_token) as secrets,
           (select count(*)::int from access_token where account_id = $1) as tokens
         from sending_account where id = $1`,
        [uuidOf(id)],
      );
      expect(row).toEqual({ secrets: 0, tokens: 0 });
    }));

  it('is taken away, and the password counts again', () =>
    stopping(async () => {
      const account = await anAccount({ smtp: { ...smtp, user: 'ada', password: 'sesame' } });
      expect(await smtpOf(account)).toMatchObject({ access_token: 'access-1', password: null });
      expect((await update(account, { oauth: null })).oauth).toBeUndefined();
      expect(await smtpOf(account)).toMatchObject({ password: 'sesame' });
      expect((await smtpOf(account))?.access_token).toBeUndefined();
    }));
});
