import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Home, openSecrets } from './home.js';

const temp = mkdtempSync(join(tmpdir(), 'nimbus-home-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;
/** Root's folder lets the group of PostgreSQL's user pass through, where that user exists. */
const CLOSED = [0o700, 0o710];

describe('the folder of npm start', () => {
  it('lets no other user read logs and mail, also when an earlier version made it', async () => {
    const open = join(temp, 'open');
    await Home.open(open);
    expect(CLOSED).toContain(modeOf(open));

    chmodSync(open, 0o755);
    await Home.open(open);
    expect(CLOSED).toContain(modeOf(open));
  });

  it('keeps its keys in a file of its owner', async () => {
    const home = await Home.open(join(temp, 'keys'));
    await openSecrets(home);

    expect(modeOf(home.path('secrets.json'))).toBe(0o600);
  });
});
