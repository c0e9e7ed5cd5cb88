import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { hasCode } from './error-code.js';

const NOT_FOR_OTHERS = 0o022;

/**
 * Makes the folder unless it is there, closed to everybody but this user and, to pass through, `group`. Throws for one
 * that somebody else planted at its place.
 */
export function openOwnFolder(path: string, group: number): string {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  assertOwn(path);
  chownSync(path, process.getuid?.() ?? 0, group);
  chmodSync(path, 0o710);
  return path;
}

/**
 * Throws unless the path is a folder of this user that nobody else can write into. A link to a folder is refused too:
 * its owner may turn it elsewhere after the check.
 */
export function assertOwn(path: string): void {
  const found = lstatSync(path);
  const isOwn =
    found.isDirectory() && found.uid === process.getuid?.() && (found.mode & NOT_FOR_OTHERS) === 0;
  if (!isOwn) throw new Error(`${path} is not a folder of this user alone: remove it and start again`);
}
