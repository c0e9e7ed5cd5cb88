import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';

const run = promisify(execFile);
const TOOL = fileURLToPath(new URL('../../../dist/apps/nimbus/src/main.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'nimbus-bus-user-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function busUser(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [TOOL, 'bus', 'user', ...args], {
    env: { NIMBUS_HOME: home },
  });
  return stdout;
}

describe('nimbus bus user', () => {
  it('makes, lists and revokes the users of other systems', async () => {
    const [one, other] = [newId('ws'), newId('ws')];
    expect(await busUser('create', '--workspace', one)).toMatch(
      new RegExp(`^user: ${one}-default\npassword: p[0-9a-f]{42}\nReload`),
    );
    await busUser('create', '--workspace', other, '--name', 'bi', '--read-only');
    expect(await busUser('list')).toBe(`${one}-default  reads and commands\n${other}-bi  reads\n`);
    expect(JSON.parse(await busUser('list', '--json'))).toEqual([
      { login: `${one}-default`, read_only: false },
      { login: `${other}-bi`, read_only: true },
    ]);
    expect(await busUser('revoke', '--workspace', one)).toMatch(`revoked: ${one}-default`);
    expect(await busUser('list')).toBe(`${other}-bi  reads\n`);
  });

  it('wants a workspace', async () => {
    await expect(busUser('create')).rejects.toMatchObject({ code: 1 });
    await expect(busUser('create', '--workspace', 'all')).rejects.toMatchObject({ code: 1 });
  });
});
