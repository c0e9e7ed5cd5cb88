import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { SERVICES, STREAMS } from '#contracts';
import { newId } from '#kernel';
import { eventually } from '#testing';
import { toolOn } from '../../apps/nimbus/test/run-nimbus.js';
import { createSendingAccounts, createWorkspace } from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const Created = z.object({ workspace_id: z.string(), api_key: z.string(), password: z.string() });
const Key = z.object({ id: z.string(), api_key: z.string() });
const Invited = z.object({ user: z.object({ id: z.string() }), token: z.string() });

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

  it('makes a workspace with keys and people, by the rules of their owner', async () => {
    const created = Created.parse(
      await nimbus.json('workspace', 'create', '--name', 'By hand', '--owner', 'owner@by-hand.example'),
    );
    const workspace = ['--workspace', created.workspace_id];
    const key = Key.parse(
      await nimbus.json('key', 'create', ...workspace, '--name', 'Reports', '--scopes', 'campaigns:read'),
    );
    const ask = (token: string) =>
      fetch(`${system.baseUrl}/api/v1/campaigns/`, { headers: { authorization: `Bearer ${token}` } });
    expect([(await ask(created.api_key)).status, (await ask(key.api_key)).status]).toEqual([200, 200]);
    expect(await nimbus.json('key', 'list', ...workspace)).toHaveLength(2);
    expect(JSON.stringify(await nimbus.json('key', 'list', ...workspace))).not.toContain(key.api_key);
    await nimbus.json('key', 'revoke', key.id, ...workspace);
    await eventually(async () => expect((await ask(key.api_key)).status).toBe(401));

    const { user } = Invited.parse(
      await nimbus.json('users', 'invite', 'ada@by-hand.example', '--role', 'viewer', ...workspace),
    );
    expect(await nimbus.json('users', 'role', user.id, '--role', 'admin', ...workspace)).toMatchObject({
      role: 'admin',
    });
    expect(await nimbus.json('users', 'remove', user.id, ...workspace)).toMatchObject({
      status: 'deactivated',
    });
    const people = z
      .array(z.object({ id: z.string(), role: z.string() }))
      .parse(await nimbus.json('users', 'list', ...workspace));
    const owner = people.find(({ role }) => role === 'owner')?.id ?? '';
    expect(await nimbus.run('users', 'remove', owner, ...workspace)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('last active owner'),
    });
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
