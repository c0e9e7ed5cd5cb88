import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  GetImapCredentials,
  GetSmtpCredentials,
  UpdateSendingAccount,
  type RequestOf,
  type SendingAccountView,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, useServers } from '#testing';
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

describe('an access token', () => {
  it('is fetched once for SMTP and IMAP, and handed out until a minute before its end', () =>
    stopping(async () => {
      const account = await anAccount({ oauth: { ...oauthAt(endpoint.url), scope: 'mail' } });

      const logins = await Promise.all(Array.from({ length: 8 }, () => smtpOf(account)));
      expect(new Set(logins.map((login) => login?.access_token))).toEqual(new Set(['access-1']));
      expect(logins[0]).toMatchObject({ user: account.email, password: null, require_tls: true });
      const ids = { sending_account_ids: [account.id] };
      expect((await deliverability.rpc.request(GetImapCredentials, ids)).results).toMatchObject([
        {
          workspace_id: account.workspace_id,
          email: account.email,
          imap: { ...imap, access_token: 'access-1' },
        },
      ]);
      expect(endpoint.asked).toEqual([
        {
          grant_type: 'refresh_token',
          refresh_token: 'very-fresh',
          client_id: 'client',
          client_secret: 'very-client',
          scope: 'mail',
        },
      ]);

      deliverability.clock.advance(3_500_000);
      expect(await smtpOf(account)).toMatchObject({ access_token: 'access-1' });
      deliverability.clock.advance(50_000);
      expect(await smtpOf(account)).toMatchObject({ access_token: 'access-2' });
      expect(await everythingStored()).not.toMatch(/access-\d|very-/);
    }));

  it('is fetched by one of two replicas, and the other one waits for it', () =>
    stopping(async () => {
      const other = await DeliverabilityHarness.start(servers, { SECRETS_KEY }, deliverability.clock);
      const account = await anAccount();

      const logins = await Promise.all(
        Array.from({ length: 12 }, (_, at) => smtpOf(account, false, at % 2 === 0 ? other : deliverability)),
      );

      expect(new Set(logins.map((login) => login?.access_token))).toEqual(new Set(['access-1']));
      expect(endpoint.asked).toHaveLength(1);
      await other.stop();
    }));

  it('that a server refused is fetched again, unless it is younger than a minute', () =>
    stopping(async () => {
      const account = await anAccount();
      await smtpOf(account);

      expect(await smtpOf(account, true)).toMatchObject({ access_token: 'access-1' });
      deliverability.clock.advance(61_000);
      expect(await smtpOf(account, true)).toMatchObject({ access_token: 'access-2' });
    }));

  it('comes with a new refresh token, which is used from then on', () =>
    stopping(async () => {
      endpoint.answer = () => endpoint.granting({ refresh_token: `very-fresh-${endpoint.asked.length}` });
      const account = await anAccount();
      await smtpOf(account);
      deliverability.clock.advance(3_600_000);
      await smtpOf(account);

      expect(endpoint.asked.map(({ refresh_token }) => refresh_token)).toEqual([
        'very-fresh',
        'very-fresh-1',
      ]);
    }));

  it('is never fetched for more accounts of a workspace at once than its share', () =>
    stopping(async () => {
      let open: () => void = () => undefined;
      endpoint.gate = new Promise<void>((resolve) => (open = resolve));
      const workspace = newId('ws');
      const accounts = await Promise.all(
        Array.from({ length: 40 }, () =>
          deliverability.account(workspace, { smtp, oauth: oauthAt(endpoint.url) }),
        ),
      );
      const asking = deliverability.rpc.request(GetSmtpCredentials, {
        sending_account_ids: accounts.map(({ id }) => id),
      });

      await eventually(() => expect(endpoint.peak).toBe(16));
      open();

      const { results } = await asking;
      expect(results.filter(({ smtp: { access_token } }) => access_token !== undefined)).toHaveLength(40);
      expect(endpoint.peak).toBe(16);
    }));
});

describe('a token endpoint', () => {
  it('that refuses the refresh token takes the account out, says why, and is asked no more', () =>
    stopping(async () => {
      endpoint.answer = () => ({
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Token very-fresh has been revoked.' },
      });
      const account = await anAccount();
      const reason =
        'the token endpoint refused the refresh token: invalid_grant: Token *** has been revoked.';

      expect(await smtpOf(account)).toMatchObject({ token_error: reason });
      expect(await deliverability.get(account)).toMatchObject({ status: 'error', status_reason: reason });
      expect((await deliverability.published(account)).at(-1)).toMatchObject({ version: 2, status: 'error' });
      expect(await smtpOf(account)).toMatchObject({ token_error: reason });
      expect(endpoint.asked).toHaveLength(1);

      endpoint.answer = () => endpoint.granting();
      const mended = await update(account, { oauth: { refresh_token: 'another' } });
      expect(mended).toMatchObject({ status: 'active', status_reason: null });
      expect(await smtpOf(account)).toMatchObject({ access_token: 'access-2' });
      expect(await everythingStored()).not.toContain('very-fresh');
    }));

  it.each(['1%2F%2Ffresh+one', '1%2F%2Ffresh%20one', '1//fresh one'])(
    'that repeats the refresh token as %s is told without it',
    (repeated) =>
      stopping(async () => {
        const account = await anAccount();
        await update(account, { oauth: { refresh_token: '1//fresh one' } });
        endpoint.answer = () => ({
          status: 400,
          body: { error: 'invalid_request', error_description: repeated },
        });

        const token_error = 'the token endpoint answered invalid_request: ***';
        expect(await smtpOf(account)).toMatchObject({ token_error });
      }),
  );

  const nothing = 'no token endpoint answered there in time';
  it.each<[string, Awaited<ReturnType<LocalTokenEndpoint['answer']>>, string]>([
    ['is in trouble', { status: 503, body: '<html>' }, nothing],
    ['leads elsewhere', { status: 302, body: '', headers: { location: 'http://127.0.0.1/' } }, nothing],
    ['answers without end', { body: 'x'.repeat(70_000) }, nothing],
    ['gives a token that would end the login', { body: { access_token: 'a\u0001b' } }, nothing],
    [
      'does not know the client',
      { status: 401, body: { error: 'invalid_client', error_description: 'bad very-client' } },
      'the token endpoint answered invalid_client: bad ***',
    ],
  ])('that %s leaves the account in service, and is asked again', (_, answer, token_error) =>
    stopping(async () => {
      endpoint.answer = () => answer;
      const account = await anAccount();

      expect(await smtpOf(account)).toMatchObject({ token_error });
      expect(await deliverability.get(account)).toMatchObject({ status: 'active' });
      endpoint.answer = () => endpoint.granting();
      expect(await smtpOf(account)).toMatchObject({ access_token: 'access-2' });
    }),
  );
});
