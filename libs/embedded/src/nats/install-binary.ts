import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfExists } from '../process/folder-owner.js';

/**
 * Calls `unpack` with an empty folder beside `target` and moves the binary it returns to `target` by a rename,
 * so that two concurrent processes see either no file or a whole one. Its digest is noted first.
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
    writeFileSync(digestFile(target), digestOf(unfinished), { mode: 0o600 });
    renameSync(unfinished, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the binary at `target` is the one that was installed there, and nobody else could have written it. */
export function isAsInstalled(target: string): boolean {
  const noted = readIfExists(digestFile(target));
  if (noted === undefined) return false;
  const found = lstatSync(target, { throwIfNoEntry: false });
  const isOwn =
    found?.isFile() === true && found.uid === (process.getuid?.() ?? 0) && (found.mode & 0o022) === 0;
  return isOwn && digestOf(target) === noted;
}

const digestFile = (target: string): string => `${target}.sha256`;

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
