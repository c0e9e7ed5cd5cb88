import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '#database';
import { StubServices } from '#testing';
import { toolOn } from '../../apps/nimbus/test/run-nimbus.js';
import { createSendingAccounts, createWorkspace } from '../support/campaign-fixtures.js';
import { blocksIn, commands } from '../support/observing/runbooks.js';
import { useSystem } from '../support/use-system.js';

describe('a runbook beside a running system', () => {
  const system = useSystem();
  const nimbus = toolOn(system);
  let others: StubServices;
  let account: string | undefined;

  beforeAll(async () => {
    others = await StubServices.start(system.natsUrl);
    await others.nats.jetstream.publish('dlq.bus.bus-commands', '{}'); // the letter 1 of the runbooks
    const rest = await createWorkspace(system.baseUrl);
    [account] = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort, count: 1 });
  });
  afterAll(() => others.stop());

  it.each(commands)('has a command that works: %s', async (command) => {
    const args = command.replace('ea_…', account ?? '').split(' ');
    expect(await nimbus.run(...args)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(blocksIn('sql'))('has statements that work and change nothing: $file, $content', ({ content }) =>
    withClient({ connectionString: system.databaseUrl }, async (client) => {
      await client.query('set default_transaction_read_only = on');
      await expect(client.query(content)).resolves.toHaveProperty('rows');
    }),
  );

  it('has no other commands', () => {
    for (const { content } of blocksIn('sh')) expect(content).toMatch(/^(npm run nimbus -- .+\n?)+$/);
  });
});
