import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '#contracts';
import { useServers } from '#testing';

const run = promisify(execFile);
const servers = useServers();
const TOOL = fileURLToPath(new URL('../../../dist/apps/nimbus/src/main.js', import.meta.url));

/** The lines that the tool prints; its environment has nothing of this process. */
async function nimbus(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { stdout } = await run(process.execPath, [TOOL, ...args], { env });
  return stdout.trimEnd().split('\n');
}

describe('nimbus migrate', () => {
  it('brings the tables of every service and the streams up to date, and does nothing the second time', async () => {
    const env = { DATABASE_URL: servers.databaseUrl, NATS_URL: servers.natsUrl };
    const first = await nimbus(['migrate'], env);
    expect(first.map((line) => line.split(' ')[0])).toEqual([
      ...SERVICES,
      expect.stringMatching(/^(the|created)$/),
    ]);
    expect(first[0]).toMatch(/^gateway +Foundation/);

    const second = await nimbus(['migrate'], env);
    expect(second).toEqual([
      ...SERVICES.map((service) => `${service.padEnd(14)} up to date`),
      'the streams are up to date',
    ]);
  });

  it('says which variable is missing, and ends with 1', async () => {
    await expect(nimbus(['migrate'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('GATEWAY_DATABASE_URL'),
    });
  });
});

describe('nimbus', () => {
  it('ends with 1 on a command that it does not have', async () => {
    await expect(nimbus(['nonsense'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("unknown command 'nonsense'"),
    });
  });
});
