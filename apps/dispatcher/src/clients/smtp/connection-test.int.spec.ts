import { afterEach, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { startScriptedSmtp, type Script, type ScriptedSmtp } from '../../../test/scripted-smtp.js';
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
  return { server, result: await testConnection(credentialsFor(server.port), limits) };
};

const credentialsFor = (port: number) => ({
  sending_account_id: newId('ea'),
  version: 1,
  email: 'ada@example.com',
  display_name: 'Ada',
  smtp: { host: '127.0.0.1', port, secure: false, user: 'ada', password: 'secret' },
});

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
    ['a server that hangs up', { connect: 'drop' }, 'connection_failed', /clos/i],
    ['a server that is silent', { connect: 'silence' }, 'connection_failed', /never received|timeout/i],
  ])('reports %s', async (_, script, code, message) => {
    const isSilent = script.connect === 'silence';
    const { result } = await testOf(script, isSilent ? { ...LIMITS, timeouts: within(1_000) } : LIMITS);
    expect(result).toEqual({ ok: false, code, message: expect.stringMatching(message) });
  });

  it('reports a port without a listener', async () => {
    const { server } = await testOf({});
    await server.close();
    expect(await testConnection(credentialsFor(server.port), LIMITS)).toMatchObject({
      ok: false,
      code: 'connection_refused',
    });
  });

  it('ends at its deadline, however slow the server is', async () => {
    const { result } = await testOf({ EHLO: 'silence' }, { ...LIMITS, deadlineMs: 50 });
    expect(result).toMatchObject({ ok: false, code: 'timeout' });
  });
});
