import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuditEvent,
  CreatePlatformConnection,
  DeletePlatformConnection,
  examples,
  GetPlatformConnection,
  GetSendingAccounts,
  ListPlatformConnections,
  pageOf,
  RotateHookToken,
  SyncConnectionAccounts,
  TestPlatformAccount,
  TestPlatformConnection,
  TestSendingAccount,
  UpdatePlatformConnection,
  type SendingAccountView,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const {
  PLATFORM_CONNECTION: CONNECTION,
  NEW_PLATFORM_CONNECTION: NEW,
  PLATFORM_CONNECTION_INPUT: INPUT,
} = examples;
const path = `/api/v1/platform-connections/${CONNECTION.id}/`;
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;
let ref: { workspace_id: string; connection_id: string };
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
  ref = { workspace_id, connection_id: CONNECTION.id };
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, url: string, body?: unknown, headers = {}) =>
  gateway.request(method, url, { key, headers, ...(body !== undefined && { body }) });

describe('a platform connection', () => {
  it('is created in the zone of the workspace; its answer, which has a secret address, is kept nowhere', async () => {
    const asked = await gateway.recordRequests(CreatePlatformConnection, NEW);
    const headers = { 'idempotency-key': 'one' };
    const created = await ask('POST', '/api/v1/platform-connections/', INPUT, headers);

    expect([created.status, await created.json()]).toEqual([201, NEW]);
    expect(asked).toEqual([
      { workspace_id, workspace_time_zone: 'UTC', connection: { ...INPUT, client_id: null } },
    ]);
    const again = await ask('POST', '/api/v1/platform-connections/', INPUT, headers);
    expect(await problemIn(again)).toMatchObject({ code: 'idempotency_answer_not_kept' });
    expect(asked).toHaveLength(1);
  });

  it('shows the address of its hook to those who may change it, and to nobody else', async () => {
    const asked = await gateway.recordRequests(GetPlatformConnection, CONNECTION);
    const listed = await gateway.recordRequests(ListPlatformConnections, { results: [CONNECTION] });
    const created = await ask('POST', '/api/v1/api-keys/', {
      name: 'Reader',
      scopes: ['sending_accounts:read'],
    });
    const { api_key: reader } = Object(await created.json());

    expect(await (await ask('GET', path)).json()).toEqual(CONNECTION);
    await gateway.request('GET', path, { key: reader });
    await ask('GET', '/api/v1/platform-connections/');
    await gateway.request('GET', '/api/v1/platform-connections/', { key: reader });

    expect(asked).toEqual([
      { ...ref, shows_hook: true },
      { ...ref, shows_hook: false },
    ]);
    expect(listed).toEqual([
      { workspace_id, shows_hook: true },
      { workspace_id, shows_hook: false },
    ]);
  });

  it('is changed, tested, synced, rotated and deleted', async () => {
    const changed = await gateway.recordRequests(UpdatePlatformConnection, CONNECTION);
    await gateway.answer(TestPlatformConnection, () => ({ ok: true }));
    await gateway.answer(SyncConnectionAccounts, () => CONNECTION);
    await gateway.answer(RotateHookToken, () => NEW);
    const deleted = await gateway.recordRequests(DeletePlatformConnection, {});
    const { credentials } = INPUT;

    expect((await ask('PATCH', path, { credentials })).status).toBe(200);
    expect(changed).toEqual([{ ...ref, changes: { credentials } }]);
    expect(await (await ask('POST', `${path}test/`)).json()).toEqual({ ok: true });
    expect(await (await ask('POST', `${path}sync-accounts/`)).json()).toEqual(CONNECTION);
    expect(await (await ask('POST', `${path}rotate-hook-token/`)).json()).toEqual(NEW);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect(deleted).toEqual([ref]);
  });

  it.each([
    ['no platform that is outside', { platform: 'native' }, 'platform'],
    ['no credentials', { credentials: undefined }, 'credentials'],
    ['a line break in a credential', { credentials: { api_key: 'a\r\nx: y' } }, 'credentials.api_key'],
    ['a client of nobody', { client_id: newId('cli') }, 'client_id'],
    ['a status of the caller', { status: 'working' }, 'status'],
  ])('with %s is refused, and its service is not asked', async (_, wrong, field) => {
    const asked = await gateway.recordRequests(CreatePlatformConnection, NEW);
    const refused = await ask('POST', '/api/v1/platform-connections/', { ...INPUT, ...wrong });
    expect(await problemIn(refused)).toMatchObject({
      code: 'validation_error',
      errors: [expect.objectContaining({ field })],
    });
    expect(asked).toEqual([]);
  });

  it('leaves entries in the audit trail without its credentials and its hook', async () => {
    await gateway.answer(CreatePlatformConnection, () => NEW);
    await gateway.answer(UpdatePlatformConnection, () => CONNECTION);
    await gateway.answer(RotateHookToken, () => NEW);
    await gateway.answer(DeletePlatformConnection, () => ({}));
    await ask('POST', '/api/v1/platform-connections/', INPUT);
    await ask('PATCH', path, { credentials: INPUT.credentials });
    await ask('POST', `${path}rotate-hook-token/`);
    await ask('DELETE', path);

    const text = await (await ask('GET', '/api/v1/audit-log/?page_size=4')).text();
    const { results } = pageOf(AuditEvent).parse(JSON.parse(text));
    expect(results.map(({ action, target }) => [action, target])).toEqual(
      ['deleted', 'hook_rotated', 'changed', 'created'].map((what) => [
        `platform_connection.${what}`,
        { type: 'platform_connection', id: CONNECTION.id },
      ]),
    );
    expect(text).not.toContain(INPUT.credentials['api_key']);
    expect(text).not.toContain('/hooks/');
  });
});

describe('a sending account of an outside platform', () => {
  const { smtp: _, ...mail } = examples.SENDING_ACCOUNT;
  const account: SendingAccountView = { ...mail, provider: 'reachinbox' };
  const test = () => ask('POST', `/api/v1/sending-accounts/${account.id}/test/`);

  it('is tested by its connection, and nobody logs in as it', async () => {
    await gateway.answer(GetSendingAccounts, () => ({ results: [account] }));
    const asked = await gateway.recordRequests(TestPlatformAccount, { ok: true });
    const logins = await gateway.recordRequests(TestSendingAccount, { ok: true });

    expect(await (await test()).json()).toEqual({ ok: true });
    expect(asked).toEqual([{ workspace_id, sending_account_id: account.id }]);
    expect(logins).toEqual([]);
  });

  it('that its platform cannot use says why', async () => {
    const broken: SendingAccountView = { ...account, status: 'error', status_reason: 'IMAP login failed' };
    await gateway.answer(GetSendingAccounts, () => ({ results: [broken] }));

    expect(await (await test()).json()).toEqual({ ok: false, code: 'error', message: 'IMAP login failed' });
  });
});
