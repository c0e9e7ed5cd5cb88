import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Calls `unpack` with an empty folder beside `target` and moves the binary it returns to `target` by a rename,
 * so that two concurrent processes see either no file or a whole one.
 */
export async function installBinary(
  target: string,
  unpack: (folder: string) => Promise<string>,
): Promise<void> {
  const folder = mkdtempSync(join(dirname(target), 'unpacking-'));
  try {
    const binary = await unpack(folder);
    const unfinished = join(folder, 'complete');
    copyFileSync(binary, unfinished);
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
