import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Invitation, pageOf, PasswordReset, User, type Role } from '#contracts';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';
import { PASSWORD, People } from './people-fixtures.js';

const DAY_MS = 24 * 3_600_000;
const servers = useServers();
let gateway: GatewayHarness;
let people: People;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
beforeEach(async () => {
  people = await People.start(gateway);
});
afterAll(() => gateway.stop());

const asOwner = (method: string, path: string, body?: unknown) =>
  people.ask(people.owner.access_token, method, path, body);
const listed = async () => pageOf(User).parse(await (await asOwner('GET', 'users/')).json()).results;
const ownerId = async () => (await listed()).find(({ email }) => email === people.owner.email)?.id ?? '';
const statusOf = async (response: Promise<Response>) => (await response).status;
const codeOf = async (response: Promise<Response>) => (await problemIn(await response)).code;

describe('an invited person', () => {
  it('chooses a password with the token and logs in with the role of the invitation', async () => {
    const { id, email, token } = await people.invite('member');
    expect(await listed()).toMatchObject([{ id, email, role: 'member', status: 'invited' }, {}]);
    expect(await statusOf(people.tryLogIn(email))).toBe(401);

    const accepted = await people.accept(token);
    expect(await accepted.json()).toEqual({ user_id: id, workspace_id: people.workspaceId, email });
    const { access_token } = await people.logIn(email);
    expect(await statusOf(people.ask(access_token, 'GET', 'workspace/'))).toBe(200);
    expect(await statusOf(people.ask(access_token, 'PATCH', 'workspace/', {}))).toBe(403);
    expect(await (await asOwner('GET', `users/${id}/`)).json()).toMatchObject({ status: 'active' });
  });

  it('has a token that works once, for seven days, and until the next invitation', async () => {
    const invite = async (email: string) =>
      Invitation.parse(await (await asOwner('POST', 'users/', { email, role: 'viewer' })).json());
    const first = await invite('Ada@example.com');
    expect(first.mailed).toBe(false);
    const second = await invite('ada@example.com');
    expect(second.user.id).toBe(first.user.id);
    expect(await codeOf(people.accept(first.token))).toBe('not_found');

    const raced = await Promise.all([1, 2, 3].map(() => people.accept(second.token)));
    expect(raced.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404]);
    expect(await codeOf(asOwner('POST', 'users/', { email: 'ADA@example.com', role: 'viewer' }))).toBe(
      'duplicate_user',
    );

    const late = await people.invite('viewer');
    gateway.clock.advance(7 * DAY_MS);
    expect(await codeOf(people.accept(late.token))).toBe('not_found');
  });

  it('is refused alike with every token that does not work, and learns which password is too weak', async () => {
    const { token } = await people.invite('viewer');
    const texts = new Set<string>();
    for (const wrong of ['nonsense', `nmbinvite_${'a'.repeat(43)}`, token.replace('nmbinvite', 'nmbreset')]) {
      const { status, detail } = await problemIn(await people.accept(wrong));
      texts.add(`${status} ${detail}`);
    }
    expect([...texts]).toEqual(['404 the token is unknown, expired or used']);
    for (const weak of ['short', 'passwordpassword', 'x'.repeat(201)]) {
      const { errors } = await problemIn(await people.accept(token, weak));
      expect(errors?.map(({ field }) => field)).toEqual(['password']);
    }
    expect(await statusOf(people.accept(token))).toBe(200);
  });

  it('leaves no token in the store', async () => {
    const { token } = await people.invite('viewer');
    const rows = await gateway.sql<{ row: string }>('select t::text as row from one_time_token t');
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(token);
  });

  it('may be in several workspaces with one address', async () => {
    const other = await People.start(gateway);
    const { email } = await people.add('viewer');
    const invited = await other.ask(other.owner.access_token, 'POST', 'users/', { email, role: 'admin' });
    await other.accept(Invitation.parse(await invited.json()).token, 'another horse battery');
    const scopes = async (login: { access_token: string }) =>
      statusOf(people.ask(login.access_token, 'PATCH', 'workspace/', {}));
    expect(await scopes(await people.logIn(email))).toBe(403);
    expect(await scopes(await other.logIn(email, { password: 'another horse battery' }))).toBe(200);
  });
});

describe('a role', () => {
  it.each<[Role, Role, boolean]>([
    ['owner', 'owner', true],
    ['owner', 'admin', true],
    ['admin', 'owner', false],
    ['admin', 'admin', true],
    ['admin', 'viewer', true],
    ['member', 'viewer', false],
    ['viewer', 'viewer', false],
  ])('of an %s: inviting an %s is allowed: %s', async (maker, role, allowed) => {
    const { access_token } = await people.add(maker);
    const invite = people.ask(access_token, 'POST', 'users/', { email: 'new@example.com', role });
    expect(await statusOf(invite)).toBe(allowed ? 201 : 403);
  });

  it('of an admin or of a key touches no owner', async () => {
    const id = await ownerId();
    const second = await people.add('owner');
    const admin = await people.add('admin');
    for (const token of [admin.access_token, people.apiKey]) {
      for (const target of [id, second.id]) {
        const answers = [
          people.ask(token, 'PATCH', `users/${target}/`, { role: 'viewer' }),
          people.ask(token, 'POST', `users/${target}/deactivate/`),
          people.ask(token, 'POST', `users/${target}/reset-password/`),
        ];
        expect(await Promise.all(answers.map(codeOf))).toEqual(answers.map(() => 'insufficient_role'));
      }
      const promotion = people.ask(token, 'PATCH', `users/${admin.id}/`, { role: 'owner' });
      expect(await codeOf(promotion)).toBe('insufficient_role');
    }
  });

  it('that a key has not all scopes of is not given by it', async () => {
    const input = { name: 'People', scopes: ['workspace:read', 'workspace:write'] };
    const { api_key } = z
      .object({ api_key: z.string() })
      .parse(await (await asOwner('POST', 'api-keys/', input)).json());
    const invite = people.ask(api_key, 'POST', 'users/', { email: 'new@example.com', role: 'member' });
    expect(await codeOf(invite)).toBe('insufficient_role');
  });

  it('that is lowered takes scopes from tokens that were issued before, within five seconds', async () => {
    const { id, access_token } = await people.add('admin');
    const rename = () => people.ask(access_token, 'PATCH', 'workspace/', {});
    expect(await statusOf(rename())).toBe(200);
    expect(await statusOf(asOwner('PATCH', `users/${id}/`, { role: 'viewer' }))).toBe(200);
    gateway.clock.advance(5_000);
    expect(await codeOf(rename())).toBe('insufficient_scope');
  });
});

describe('the last active owner', () => {
  it('can be neither demoted nor deactivated, though others are invited or deactivated owners', async () => {
    const id = await ownerId();
    await people.invite('owner');
    const gone = await people.add('owner');
    await asOwner('POST', `users/${gone.id}/deactivate/`);
    expect(await codeOf(asOwner('PATCH', `users/${id}/`, { role: 'admin' }))).toBe('last_owner');
    expect(await codeOf(asOwner('POST', `users/${id}/deactivate/`))).toBe('last_owner');
  });

  it('is left over by two owners who demote and deactivate each other at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      people = await People.start(gateway);
      const [first, second] = [await ownerId(), await people.add('owner')];
      const asSecond = (method: string, path: string, body?: unknown) =>
        people.ask(second.access_token, method, path, body);
      // Both are known as owners from now on: else one could be refused as what the other has made of them.
      for (const ask of [asOwner, asSecond]) await ask('GET', 'workspace/');
      const answers = await Promise.all([
        asOwner('PATCH', `users/${second.id}/`, { role: 'admin' }),
        asSecond('PATCH', `users/${first}/`, { role: 'admin' }),
        asOwner('POST', `users/${second.id}/deactivate/`),
        asSecond('POST', `users/${first}/deactivate/`),
      ]);
      expect(answers.map(({ status }) => status)).toContain(409);
      const active = (await listed()).filter(({ role, status }) => role === 'owner' && status === 'active');
      expect(active).toHaveLength(1);
    }
  });
});

describe('a deactivated person', () => {
  it('is refused within five seconds, cannot refresh or log in, and comes back when activated', async () => {
    const { id, email, access_token, refresh_token } = await people.add('member');
    const read = () => people.ask(access_token, 'GET', 'workspace/');
    expect(await statusOf(read())).toBe(200);
    expect(await (await asOwner('POST', `users/${id}/deactivate/`)).json()).toMatchObject({
      status: 'deactivated',
    });

    gateway.clock.advance(5_000);
    expect(await statusOf(read())).toBe(401);
    expect(await statusOf(people.ask('', 'POST', 'auth/refresh/', { refresh_token }))).toBe(401);
    expect(await statusOf(people.tryLogIn(email))).toBe(401);

    expect(await statusOf(asOwner('POST', `users/${id}/activate/`))).toBe(200);
    expect(await statusOf(people.tryLogIn(email))).toBe(200);
    expect(await statusOf(read())).toBe(401);
  });

  it('leaves API keys that keep working and name their maker', async () => {
    const admin = await people.add('admin');
    const input = { name: 'CRM', scopes: ['workspace:read'] };
    const made = await people.ask(admin.access_token, 'POST', 'api-keys/', input);
    const { api_key } = z.object({ api_key: z.string() }).parse(await made.json());
    await asOwner('POST', `users/${admin.id}/deactivate/`);
    gateway.clock.advance(5_000);
    expect(await statusOf(people.ask(api_key, 'GET', 'workspace/'))).toBe(200);
    expect(await (await asOwner('GET', 'api-keys/')).json()).toMatchObject({
      results: [{ name: 'CRM', created_by: { type: 'user', id: admin.id, name: admin.email } }, {}],
    });
  });
});

describe('a password reset', () => {
  const issue = async (id: string) =>
    PasswordReset.parse(await (await asOwner('POST', `users/${id}/reset-password/`)).json()).token;
  const use = (token: string, password = 'another horse battery') =>
    people.ask('', 'POST', 'auth/reset-password/', { token, password });

  it('sets the password once, within a day, and ends all sessions', async () => {
    const { id, email, refresh_token } = await people.add('member');
    const [ended, token] = [await issue(id), await issue(id)];
    expect(await codeOf(use(ended))).toBe('not_found');
    expect(await statusOf(use(token))).toBe(204);
    expect(await codeOf(use(token))).toBe('not_found');
    expect(await statusOf(people.ask('', 'POST', 'auth/refresh/', { refresh_token }))).toBe(401);
    expect(await statusOf(people.tryLogIn(email))).toBe(401);
    expect(await statusOf(people.tryLogIn(email, { password: 'another horse battery' }))).toBe(200);

    const late = await issue(id);
    gateway.clock.advance(DAY_MS);
    expect(await codeOf(use(late))).toBe('not_found');
  });

  it('is not for somebody who has no password, and ends with a deactivation', async () => {
    const { id } = await people.invite('member');
    expect(await codeOf(asOwner('POST', `users/${id}/reset-password/`))).toBe('invalid_transition');
    const member = await people.add('member');
    const token = await issue(member.id);
    await asOwner('POST', `users/${member.id}/deactivate/`);
    expect(await codeOf(use(token))).toBe('not_found');
  });
});

describe('a password change', () => {
  const change = (token: string, current_password: string, password: string) =>
    people.ask(token, 'POST', 'auth/password/', { current_password, password });

  it('needs the current password, ends the other sessions, and keeps this one', async () => {
    const { email, access_token, refresh_token } = await people.add('member');
    const other = await people.logIn(email);
    const wrong = await problemIn(await change(access_token, 'wrong', 'another horse battery'));
    expect(wrong.errors).toMatchObject([{ field: 'current_password', code: 'wrong_password' }]);
    const weak = await problemIn(await change(access_token, PASSWORD, 'passwordpassword'));
    expect(weak.errors).toMatchObject([{ field: 'password', code: 'weak_password' }]);

    expect(await statusOf(change(access_token, PASSWORD, 'another horse battery'))).toBe(204);
    const refresh = (token: string) =>
      statusOf(people.ask('', 'POST', 'auth/refresh/', { refresh_token: token }));
    expect([await refresh(other.refresh_token), await refresh(refresh_token)]).toEqual([401, 200]);
    expect(await statusOf(people.tryLogIn(email))).toBe(401);
  });
});
