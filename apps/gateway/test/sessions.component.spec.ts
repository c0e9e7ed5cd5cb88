import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pageOf } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { Session } from '../src/auth/session.view.js';
import { GatewayHarness } from './gateway-harness.js';
import { People, type LoggedIn } from './people-fixtures.js';

const servers = useServers();
let gateway: GatewayHarness;
let people: People;
let first: LoggedIn;
let second: LoggedIn;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
beforeEach(async () => {
  people = await People.start(gateway);
  first = people.owner;
  second = await people.logIn(first.email);
});
afterAll(() => gateway.stop());

const list = async ({ access_token }: LoggedIn, query = '') => {
  const response = await people.ask(access_token, 'GET', `auth/sessions/${query}`);
  return pageOf(Session).parse(await response.json());
};
const refresh = async ({ refresh_token }: LoggedIn) =>
  (await people.ask('', 'POST', 'auth/refresh/', { refresh_token })).status;
const end = async ({ access_token }: LoggedIn, path: string, method = 'DELETE') =>
  (await people.ask(access_token, method, `auth/sessions/${path}/`)).status;

describe('somebody’s own sessions', () => {
  it('are listed newest first with their place, page by page, and no one else’s', async () => {
    const other = await people.add('admin');
    const { results } = await list(second);
    expect(results.map(({ current }) => current)).toEqual([true, false]);
    expect(results[0]).toMatchObject({ address: '127.0.0.1', user_agent: 'node' });
    const page = await list(second, '?page_size=1');
    expect(page.results).toEqual(results.slice(0, 1));
    const next = await list(second, `?page_size=1&cursor=${page.next_cursor}`);
    expect(next.results).toEqual(results.slice(1));
    expect((await list(other)).results).toHaveLength(1);
  });

  it('end one by one, everywhere within five seconds', async () => {
    const [, oldest] = (await list(second)).results;
    expect(await end(second, oldest?.id ?? '')).toBe(204);
    expect(await end(second, oldest?.id ?? '')).toBe(404);
    gateway.clock.advance(5_000);
    expect((await people.ask(first.access_token, 'GET', 'workspace/')).status).toBe(401);
    expect([await refresh(first), await refresh(second)]).toEqual([401, 200]);
  });

  it('end all at once but the one that asks', async () => {
    const third = await people.logIn(first.email);
    expect(await end(second, 'end-others', 'POST')).toBe(204);
    expect([await refresh(first), await refresh(third), await refresh(second)]).toEqual([401, 401, 200]);
    expect((await list(second)).results).toHaveLength(1);
  });

  it('are not ended by somebody else, nor by a key', async () => {
    const admin = await people.add('admin');
    const [newest] = (await list(second)).results;
    expect(await end(admin, newest?.id ?? '')).toBe(404);
    expect(await end(second, newId('sess'))).toBe(404);
    expect((await people.ask(people.apiKey, 'GET', 'auth/sessions/')).status).toBe(401);
    expect(await refresh(second)).toBe(200);
  });
});
