import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from './error-code.js';
import { commandLineOf } from './running-process.js';

const FILE = 'owner.json';

const Owner = z.object({ pid: z.number(), command_line: z.string() });

/** A living process runs the server of this folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(dir: string, pid: number) {
    super(`${dir} is in use by process ${pid}: stop it first, or use another folder`);
  }
}

/**
 * Records that this process runs the server of `dir`. Without the record a second program on the same data would take the
 * first program's server for a leftover and stop it. The command line tells a living owner from a reused pid.
 */
export function claimFolder(dir: string): void {
  const content = readIfExists(join(dir, FILE));
  const owner = content === undefined ? undefined : Owner.safeParse(parsed(content)).data;
  const isAnother = owner !== undefined && owner.pid !== process.pid;
  if (isAnother && commandLineOf(owner.pid) === owner.command_line) {
    throw new FolderInUse(dir, owner.pid);
  }
  const self = { pid: process.pid, command_line: commandLineOf(process.pid) ?? '' } satisfies z.infer<
    typeof Owner
  >;
  writeFileSync(join(dir, FILE), JSON.stringify(self));
}

export function releaseFolder(dir: string): void {
  rmSync(join(dir, FILE), { force: true });
}

/** Undefined for a file that a kill cut off. */
function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined; // JSON.parse throws for this alone
  }
}

/** The content of a small text file; undefined if there is no such file. */
export function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
