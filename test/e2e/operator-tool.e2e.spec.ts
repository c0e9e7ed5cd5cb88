import { describe, expect, it } from '@jest/globals';
import { SERVICES, STREAMS } from '#contracts';
import { newId } from '#kernel';
import { toolOn } from '../../apps/nimbus/test/run-nimbus.js';
import { createSendingAccounts, createWorkspace } from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

describe('the operator’s tool beside a running system', () => {
  const system = useSystem();
  const nimbus = toolOn(system);

  it('finds nothing wrong with a system that works', async () => {
    const checks = await nimbus.json('doctor');
    const named = (name: string, result = 'ok') => expect.objectContaining({ name, result });
    expect(checks).toEqual(
      expect.arrayContaining([
        named('nats'),
        ...STREAMS.map(({ name }) => named(`stream ${name}`)),
        ...SERVICES.flatMap((service) => [
          named(service),
          named(`${service} clock`),
          named(`${service} database clock`),
          named(`${service} migrations`),
        ]),
      ]),
    );
  });

  it('tries the logins of an account by the services that have its passwords', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const [account = ''] = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort, count: 1 });
    expect(await nimbus.json('doctor', '--account', account)).toEqual(
      expect.arrayContaining([
        { name: `SMTP of ${account}`, result: 'ok', detail: 'logged in' },
        { name: `IMAP of ${account}`, result: 'warn', detail: 'the account has no IMAP server' },
      ]),
    );
    const { code, stdout } = await nimbus.run('doctor', '--account', newId('ea'));
    expect(code).toBe(1);
    expect(stdout).toContain('not_found');
  });

  it('shows an outbox that its relay empties, and fills a stream again from it', async () => {
    const status = await nimbus.json('outbox', 'status');
    expect(status).toEqual(
      SERVICES.map((service) =>
        expect.objectContaining({ service, has_relay: true, waiting: expect.any(Number) }),
      ),
    );
    const refilled = await nimbus.json('streams', 'refill', 'WORKSPACE');
    expect(refilled).toEqual(expect.arrayContaining([{ service: 'gateway', messages: expect.any(Number) }]));
    expect(await nimbus.run('streams', 'refill', 'OUTBOUND')).toMatchObject({ code: 1 });
    expect(await nimbus.json('streams', 'update')).toEqual({ created: [] });
  });
});
