import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ActivateSendingAccount,
  DeleteSendingAccount,
  GetSendingAccounts,
  ListSendingAccounts,
  PauseSendingAccount,
  TestSendingAccount,
  UpdateSendingAccount,
  type SendingAccountView,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const id = newId('ea');
const path = `/api/v1/sending-accounts/${id}/`;
const at = '2026-04-10T09:00:00.000Z';
const account: SendingAccountView = {
  id,
  workspace_id: newId('ws'),
  email: 'ada@example.com',
  display_name: 'Ada',
  provider: 'smtp',
  status: 'active',
  status_reason: null,
  smtp: { host: 'smtp.example.com', port: 587, secure: false, user: 'ada' },
  daily_send_limit: 40,
  time_zone: 'UTC',
  warmup: { stage: 0, started_at: null, days_warming: 0, cumulative_sends: 0 },
  health: { score: 70 },
  authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  created_at: at,
  updated_at: at,
};
const MORE_WRONGS = [
  { imap: { port: 70_000 } },
  { reputation: 101 },
  { authentication: { spf: 'maybe' } },
  { warmup: { started_at: 'yesterday' } },
  { health: { score: 100 } },
];
let gateway: GatewayHarness;
let key: string;
let ref: { workspace_id: string; sending_account_id: string };
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  const created = await gateway.createWorkspace();
  key = created.api_key;
  ref = { workspace_id: created.workspace_id, sending_account_id: id };
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, url: string, body?: unknown) =>
  gateway.request(method, url, { key, ...(body !== undefined && { body }) });

describe('a sending account', () => {
  it('is read, and not found when it is not of this workspace', async () => {
    await gateway.recordRequests(GetSendingAccounts, { results: [account] });
    expect(await (await ask('GET', path)).json()).toEqual(account);
    gateway.removeStubs();

    const asked = await gateway.recordRequests(GetSendingAccounts, { results: [] });
    expect(await problemIn(await ask('GET', path))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await problemIn(await ask('POST', `${path}test/`))).toMatchObject({ status: 404 });
    expect(asked[0]).toEqual({ workspace_id: ref.workspace_id, sending_account_ids: [id] });
  });

  it('is changed by the fields that are named', async () => {
    const asked = await gateway.recordRequests(UpdateSendingAccount, account);
    const changes = {
      daily_send_limit: 5,
      provider: 'gmail',
      smtp: { password: 'secret' },
      imap: { host: 'imap.example.com', port: 993 },
      warmup: { cumulative_sends: 3 },
      reputation: 80,
      authentication: { spf: 'pass' },
    };
    expect((await ask('PATCH', path, changes)).status).toBe(200);
    expect(asked).toEqual([{ ...ref, changes }]);

    for (const wrong of [
      {},
      { email: 'a@example.com' },
      { time_zone: 'BST' },
      { smtp: { port: 0 } },
      ...MORE_WRONGS,
    ]) {
      expect(await problemIn(await ask('PATCH', path, wrong))).toMatchObject({ code: 'validation_error' });
    }
    expect(asked).toHaveLength(1);
  });

  it('is paused, activated and tested', async () => {
    const paused = await gateway.recordRequests(PauseSendingAccount, { ...account, status: 'paused' });
    const activated = await gateway.recordRequests(ActivateSendingAccount, account);
    await gateway.recordRequests(GetSendingAccounts, { results: [account] });
    await gateway.recordRequests(TestSendingAccount, { ok: false, code: 'login_refused', message: '535 no' });

    expect((await ask('POST', `${path}pause/`)).status).toBe(200);
    expect((await ask('POST', `${path}activate/`)).status).toBe(200);
    const tested = await ask('POST', `${path}test/`);

    expect([paused, activated]).toEqual([[ref], [ref]]);
    expect([tested.status, await tested.json()]).toEqual([
      200,
      { ok: false, code: 'login_refused', message: '535 no' },
    ]);
  });

  it('is deleted', async () => {
    const deleted = await gateway.recordRequests(DeleteSendingAccount, {});
    const answer = await ask('DELETE', path);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(deleted).toEqual([ref]);
    expect((await ask('DELETE', '/api/v1/sending-accounts/ea_1/')).status).toBe(404);
  });

  it('is listed by status, provider and search', async () => {
    const asked = await gateway.recordRequests(ListSendingAccounts, {
      results: [],
      next_cursor: null,
      has_more: false,
    });
    await ask('GET', '/api/v1/sending-accounts/?status=paused,error&provider=gmail&search=ada');
    expect(asked).toMatchObject([{ status: ['paused', 'error'], provider: ['gmail'], search: 'ada' }]);
    expect((await ask('GET', '/api/v1/sending-accounts/?provider=aol')).status).toBe(400);
    expect((await ask('GET', '/api/v1/sending-accounts/?status=gone')).status).toBe(400);
  });
});
