import { afterEach, describe, expect, it } from '@jest/globals';
import {
  startScriptedSmtp,
  toScripted,
  type Script,
  type ScriptedSmtp,
} from '../../../test/scripted-smtp.js';
import { credentialsFor } from '../../../test/smtp-fixtures.js';
import { testConnection } from './connection-test.js';

const within = (ms: number) => ({ connectionMs: ms, greetingMs: ms, socketMs: ms });
const LIMITS = { timeouts: within(60_000), deadlineMs: 60_000 };

const servers: ScriptedSmtp[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const testOf = async (script: Script, limits = LIMITS) => {
  const server = await startScriptedSmtp(script);
  servers.push(server);
  return { server, result: await testConnection(credentialsFor(server.port), toScripted, limits) };
};

describe('the test of a connection', () => {
  it('logs in and sends nothing', async () => {
    const { server, result } = await testOf({ MAIL: 'drop' });
    expect(result).toEqual({ ok: true });
    expect(server.connections).toBe(1);
    expect(server.taken).toEqual([]);
  });

  it.each<[string, Script, string, RegExp]>([
    ['a wrong password', { AUTH: '535 5.7.8 bad credentials' }, 'login_refused', /bad credentials/],
    ['a login server that is away', { AUTH: '454 4.7.0 later' }, 'login_deferred', /later/],
    ['a server that is closed to us', { connect: '554 go away' }, 'greeting_deferred', /go away/],
  ])('reports %s', async (_, script, code, message) => {
    const { result } = await testOf(script);
    expect(result).toEqual({ ok: false, code, message: expect.stringMatching(message) });
  });

  it('gives one answer for a closed port, silence and any service that is none of mail', async () => {
    const scripts: Script[] = [
      { connect: 'drop' },
      { connect: 'silence' },
      { connect: 'SSH-2.0-OpenSSH_9.6' },
      { connect: '-ERR unknown command' },
      { connect: 'HTTP/1.1 400 Bad Request' },
      { EHLO: 'drop' },
      { AUTH: 'drop' },
      { AUTH: 'SSH' },
    ];
    const limits = { ...LIMITS, timeouts: within(1_500) };
    const results = await Promise.all(scripts.map(async (script) => (await testOf(script, limits)).result));
    const { server } = await testOf({});
    await server.close();
    results.push(await testConnection(credentialsFor(server.port), toScripted, LIMITS));
    results.push((await testOf({ EHLO: 'silence' }, { ...LIMITS, deadlineMs: 50 })).result);

    const answer = {
      ok: false,
      code: 'connection_failed',
      message: 'no mail server answered there in time',
    };
    expect(new Set(results.map((result) => JSON.stringify(result)))).toEqual(
      new Set([JSON.stringify(answer)]),
    );
  });

  it.each(['127.0.0.2', '169.254.169.254', '[::1]', '2130706433'])(
    'does not call %s, and says no more than that it is not public',
    async (host) => {
      expect(await testConnection(credentialsFor(25, { host }), toScripted, LIMITS)).toEqual({
        ok: false,
        code: 'server_not_public',
        message: 'not a public mail server',
      });
    },
  );
});
