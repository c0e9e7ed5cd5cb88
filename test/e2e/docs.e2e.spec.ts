import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ADMIN_TOKEN } from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const run = promisify(execFile);
const ROOT = new URL('../../', import.meta.url);

describe('docs/first-campaign.md', () => {
  const system = useSystem();

  it('works as written', async () => {
    const document = await readFile(new URL('docs/first-campaign.md', ROOT), 'utf8');
    const blocks = [...document.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
    expect(blocks.length).toBeGreaterThanOrEqual(4);

    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], {
      env: {
        PATH: process.env['PATH'],
        BASE: system.baseUrl,
        ADMIN_TOKEN,
        SMTP_PORT: String(system.mailbox.smtpPort),
      },
    });

    expect(stdout).toContain('"created":2');
    // once from the launch, once from the resume
    expect(stdout.match(/active$/gm)).toHaveLength(2);
  });
});
