import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** An empty folder that every user may enter, removed after the suite. */
export function tempFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'nimbus-embedded-'));
  chmodSync(dir, 0o755);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
