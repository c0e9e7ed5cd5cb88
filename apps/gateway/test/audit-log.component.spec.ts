import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ActivateSendingAccount,
  AuditEvent,
  DeleteContact,
  examples,
  LaunchCampaign,
  pageOf,
  UpdateGatePolicy,
  UpdateSendingAccount,
} from '#contracts';
import { Database } from '#database';
import { isId, newId, onBehalfOf } from '#kernel';
import { useServers } from '#testing';
import { CleanUpSchedule } from '../src/http/clean-up.schedule.js';
import { GatewayHarness } from './gateway-harness.js';
import { PASSWORD, People } from './people-fixtures.js';

const DAY_MS = 24 * 3_600_000;
const servers = useServers();
let gateway: GatewayHarness;
let people: People;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
beforeEach(async () => {
  gateway.removeStubs();
  people = await People.start(gateway);
});
afterAll(() => gateway.stop());

const asOwner = (method: string, path: string, body?: unknown) =>
  people.ask(people.owner.access_token, method, path, body);
const entries = async (query = '') =>
  pageOf(AuditEvent).parse(await (await asOwner('GET', `audit-log/${query}`)).json()).results;
const actions = async (query = '') => (await entries(query)).map(({ action }) => action);

describe('the audit trail', () => {
  it('has an entry for each change of people, sessions and keys, newest first', async () => {
    const member = await people.add('member');
    await people.tryLogIn(member.email, { password: 'wrong' });
    await asOwner('PATCH', `users/${member.id}/`, { role: 'viewer' });
    await people.ask(member.access_token, 'POST', 'auth/password/', {
      current_password: PASSWORD,
      password: 'another horse battery',
    });
    await people.ask('', 'POST', 'auth/refresh/', { refresh_token: member.refresh_token });
    await people.ask('', 'POST', 'auth/refresh/', { refresh_token: member.refresh_token });
    const key = await asOwner('POST', 'api-keys/', { name: 'CRM', scopes: ['workspace:read'] });
    const { id } = Object(await key.json());
    await asOwner('DELETE', `api-keys/${id}/`);
    await asOwner('POST', `users/${member.id}/reset-password/`);
    await asOwner('POST', `users/${member.id}/deactivate/`);
    await asOwner('POST', `users/${member.id}/activate/`);
    expect(await actions()).toEqual([
      'user.activated',
      'user.deactivated',
      'password.reset_issued',
      'api_key.revoked',
      'api_key.created',
      'session.refresh_reused',
      'password.changed',
      'user.role_changed',
      'login.failed',
      'login.succeeded',
      'user.invitation_accepted',
      'user.invited',
      'login.succeeded',
      'workspace.created',
    ]);
  });

  it('says who, what, from where, and by which request, and nothing secret', async () => {
    const headers = { 'x-request-id': randomUUID(), 'user-agent': 'x'.repeat(1_000) };
    const body = { email: 'ada@example.com', role: 'member' };
    const response = await gateway.request('POST', '/api/v1/users/', {
      key: people.owner.access_token,
      body,
      headers,
    });
    const { user, token } = Object(await response.json());
    const [entry] = await entries();
    expect(entry).toMatchObject({
      action: 'user.invited',
      actor: { type: 'user', name: people.owner.email },
      target: { type: 'user', id: user.id },
      address: '127.0.0.1',
      user_agent: 'x'.repeat(400),
      request_id: headers['x-request-id'],
      details: body,
    });
    expect(isId('user', entry?.actor.id ?? '')).toBe(true);
    const stored = JSON.stringify(await gateway.sql('select * from audit_event'));
    for (const secret of [token, PASSWORD, people.apiKey, people.owner.access_token]) {
      expect(stored).not.toContain(secret);
    }
  });

  it('has a change that another service made once it has succeeded, and none that was refused', async () => {
    const id = newId('camp');
    await gateway.answer(LaunchCampaign, () => examples.LAUNCHED_CAMPAIGN);
    await gateway.answer(UpdateGatePolicy, () => examples.CHANGED_GATE_POLICY);
    await gateway.reply(DeleteContact, () => ({
      status: 'refused',
      kind: 'not_found',
      code: 'not_found',
      message: 'no',
      details: {},
    }));
    const ask = (method: string, path: string, body?: unknown) =>
      people.ask(people.apiKey, method, path, body);
    expect((await ask('POST', `campaigns/${id}/launch/`)).status).toBe(200);
    expect((await ask('PATCH', 'deliverability/policy/', { min_stage_inboxes: 10 })).status).toBe(200);
    expect((await ask('DELETE', `contacts/${newId('cont')}/`)).status).toBe(404);
    const [policy, launch, ...before] = await entries();
    expect(policy).toMatchObject({
      action: 'policy.changed',
      actor: { type: 'key', name: 'First key' },
      target: null,
      details: { min_stage_inboxes: 10 },
    });
    expect(launch).toMatchObject({ action: 'campaign.launched', target: { type: 'campaign', id } });
    expect(before.map(({ action }) => action)).toEqual(['login.succeeded', 'workspace.created']);
  });

  it('has the changes of sending accounts and of the workspace, without their passwords and texts', async () => {
    const { id } = examples.SENDING_ACCOUNT;
    await gateway.answer(UpdateSendingAccount, () => examples.SENDING_ACCOUNT);
    await gateway.answer(ActivateSendingAccount, () => examples.SENDING_ACCOUNT);
    const smtp = { password: 'a new password' };
    expect((await asOwner('PATCH', `sending-accounts/${id}/`, { smtp })).status).toBe(200);
    expect((await asOwner('POST', `sending-accounts/${id}/activate/`)).status).toBe(200);
    expect((await asOwner('PATCH', 'workspace/', { footer: 'Bye', name: 'Acme' })).status).toBe(200);
    const target = { type: 'sending_account', id };
    expect(await entries('?page_size=3')).toMatchObject([
      {
        action: 'workspace.changed',
        target: { id: people.workspaceId },
        details: { fields: ['name', 'footer'] },
      },
      { action: 'sending_account.activated', target, details: {} },
      { action: 'sending_account.changed', target, details: {} },
    ]);
    expect(JSON.stringify(await gateway.sql('select * from audit_event'))).not.toContain(smtp.password);
  });

  it('is filtered by action, actor and time, in pages', async () => {
    gateway.clock.advance(DAY_MS);
    const later = gateway.clock.now().toISOString();
    people = Object.assign(people, { owner: await people.logIn(people.owner.email) });
    await people.invite('member');
    await people.tryLogIn(people.owner.email, { password: 'wrong' });
    const [failed, invited, login] = await entries(`?created_after=${later}`);
    expect([failed?.action, invited?.action, login?.action]).toEqual([
      'login.failed',
      'user.invited',
      'login.succeeded',
    ]);
    expect(await actions(`?created_before=${later}`)).toEqual(['login.succeeded', 'workspace.created']);
    expect(await actions('?action=user.invited,login.failed')).toEqual(['login.failed', 'user.invited']);
    expect(await actions(`?actor=${invited?.actor.id}&created_after=${later}`)).toEqual([
      'user.invited',
      'login.succeeded',
    ]);
    const first = pageOf(AuditEvent).parse(await (await asOwner('GET', 'audit-log/?page_size=3')).json());
    const rest = await actions(`?page_size=3&cursor=${first.next_cursor}`);
    expect(rest).toEqual(['login.succeeded', 'workspace.created']);
    expect((await asOwner('GET', 'audit-log/?action=nothing')).status).toBe(400);
  });

  it('is read by owners and admins, and by keys that may write the workspace', async () => {
    const statuses = new Map<string, number>();
    for (const role of ['admin', 'member', 'viewer'] as const) {
      const { access_token } = await people.add(role);
      statuses.set(role, (await people.ask(access_token, 'GET', 'audit-log/')).status);
    }
    expect(Object.fromEntries(statuses)).toEqual({ admin: 200, member: 403, viewer: 403 });
    const stranger = await People.start(gateway);
    const theirs = await stranger.ask(stranger.apiKey, 'GET', 'audit-log/');
    expect(JSON.stringify(await theirs.json())).not.toContain(people.owner.email);
  });

  it('cannot be rewritten on behalf of a workspace', async () => {
    const database = gateway.app.get(Database, { strict: false });
    const as = (sql: string) => onBehalfOf(people.workspaceId, () => database.query(sql));
    expect(await as('select id from audit_event')).toHaveLength(2);
    await expect(as(`update audit_event set action = ''`)).rejects.toThrow('permission denied');
    await expect(as('delete from audit_event')).rejects.toThrow('permission denied');
  });

  it('is kept for 400 days', async () => {
    const schedule = gateway.app.get(CleanUpSchedule, { strict: false });
    gateway.clock.advance(399 * DAY_MS);
    await schedule.cleanUp();
    const count = () => gateway.sql('select count(*)::int as n from audit_event');
    expect(await count()).not.toEqual([{ n: 0 }]);
    gateway.clock.advance(2 * DAY_MS);
    await schedule.cleanUp();
    expect(await count()).toEqual([{ n: 0 }]);
  });
});
