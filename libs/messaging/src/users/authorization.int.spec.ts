import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findNatsServer } from '#embedded';
import { newId } from '#kernel';
import { authorizationBlock, authorizationTemplate } from './authorization.js';
import { NATS_USERS } from './user-names.js';

const run = promisify(execFile);
const dir = mkdtempSync(join(tmpdir(), 'nimbus-authorization-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Resolves when nats-server accepts the configuration. */
async function check(configuration: string, env: Record<string, string>): Promise<string> {
  const file = join(dir, 'nats-server.conf');
  writeFileSync(file, configuration);
  const { stderr } = await run(await findNatsServer(), ['-t', '-c', file], { env });
  return stderr;
}

describe('the users for a nats-server of your own', () => {
  it('are accepted by it, with passwords or with variables of its environment', async () => {
    const names = NATS_USERS.map((user) => [`${user.toUpperCase()}_NATS_PASSWORD`, 'a-password']);

    expect(
      await check(
        authorizationBlock(() => 'p@ss"word'),
        {},
      ),
    ).toContain('is valid');
    expect(await check(authorizationTemplate(), Object.fromEntries(names))).toContain('is valid');
    await expect(check(authorizationTemplate(), {})).rejects.toThrow('_NATS_PASSWORD');
  });

  it('have those of other systems among them, whose passwords are variables too', async () => {
    const workspaceId = newId('ws');
    const block = authorizationTemplate([{ workspaceId, name: 'crm-2', readOnly: true }]);
    const variable = `${workspaceId.toUpperCase()}_CRM_2_NATS_PASSWORD`;
    const ours = NATS_USERS.map((user) => [`${user.toUpperCase()}_NATS_PASSWORD`, 'a-password']);
    expect(block).toContain(`"user": "${workspaceId}-crm-2"`);
    expect(await check(block, Object.fromEntries([...ours, [variable, 'a-password']]))).toContain('is valid');
    await expect(check(block, Object.fromEntries(ours))).rejects.toThrow(variable);
  });
});
