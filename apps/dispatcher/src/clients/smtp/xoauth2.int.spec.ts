import { afterEach, describe, expect, it } from '@jest/globals';
import { OAuthSmtp } from '../../../test/oauth-smtp.js';
import { credentialsFor, kindOf, MAIL, SmtpBench, yes } from '../../../test/smtp-fixtures.js';

const bench = new SmtpBench();
const servers: OAuthSmtp[] = [];
afterEach(async () => {
  await bench.close();
  for (const server of servers.splice(0)) await server.close();
});

async function aServer(valid: string): Promise<OAuthSmtp> {
  const server = await OAuthSmtp.start(valid);
  servers.push(server);
  return server;
}

const withToken = (port: number, access_token: string) =>
  credentialsFor(port, { password: null, access_token });

describe('a login with an access token', () => {
  it('is one by XOAUTH2, and carries messages', async () => {
    const server = await aServer('ya29.token');
    const delivery = await bench.sender().deliver(withToken(server.port, 'ya29.token'), MAIL, yes);
    expect(delivery).toEqual({ end: 'accepted' });
    expect(server.tried).toEqual(['ya29.token']);
    expect(server.taken).toHaveLength(1);
  });

  it('that is refused is tried once, and reported in the words of the server without the token', async () => {
    const server = await aServer('newer');
    const delivery = await bench.sender().deliver(withToken(server.port, 'ya29.token'), MAIL, yes);
    expect(kindOf(delivery)).toBe('account_refused');
    expect(delivery).toMatchObject({ during: 'login', reply: expect.stringMatching(/^535 /) });
    expect(JSON.stringify(delivery)).not.toContain('ya29');
    expect(server.tried).toEqual(['ya29.token']);
  });

  it.each([
    ['a server without XOAUTH2', { AUTH: '504 5.5.4 Unrecognized authentication type' }, 'account_refused'],
    ['a server that repeats the token', { AUTH: '535 5.7.8 ya29.token is over' }, 'account_refused'],
    ['a login server that is away', { AUTH: '454 4.7.0 later' }, 'retry'],
    ['a connection that drops', { AUTH: 'drop' }, 'retry'],
  ])('meets %s', async (_, script, kind) => {
    const server = await bench.server(script);
    const delivery = await bench.sender().deliver(withToken(server.port, 'ya29.token'), MAIL, yes);
    expect(kindOf(delivery)).toBe(kind);
    expect(JSON.stringify(delivery)).not.toContain('ya29');
  });

  it('uses the newest token for sessions that are opened later, and leaves open ones alone', async () => {
    const server = await aServer('first');
    const sender = bench.sender(2);
    const credentials = withToken(server.port, 'first');
    await sender.deliver(credentials, MAIL, yes);
    server.valid = 'second';

    const newer = { ...credentials, smtp: { ...credentials.smtp, access_token: 'second' } };
    const deliveries = await Promise.all(Array.from({ length: 8 }, () => sender.deliver(newer, MAIL, yes)));

    expect(new Set(deliveries.map(({ end }) => end))).toEqual(new Set(['accepted']));
    expect(server.tried).toEqual(['first', 'second']);
  });
});
