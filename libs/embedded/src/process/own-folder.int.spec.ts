import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { tempFolder } from '../../test/temp-folder.js';
import { openOwnFolder } from './own-folder.js';

const temp = tempFolder();
const group = process.getgid?.() ?? 0;
const isRoot = process.getuid?.() === 0;

describe('a folder of ours in a place where everybody writes', () => {
  it('lets its group pass through and nobody look into it, however it was made', () => {
    const path = join(temp, 'open');
    mkdirSync(path, { mode: 0o755 });

    for (const folder of [path, join(temp, 'fresh')]) {
      expect(lstatSync(openOwnFolder(folder, group)).mode & 0o777).toBe(0o710);
    }
  });

  it('is refused where a link stands in its place, because its maker may turn the link', () => {
    const path = join(temp, 'link');
    symlinkSync(temp, path);

    expect(() => openOwnFolder(path, group)).toThrow('not a folder of this user alone');
  });

  it('is refused when others could have put something into it', () => {
    const path = join(temp, 'shared');
    mkdirSync(path);
    chmodSync(path, 0o777);

    expect(() => openOwnFolder(path, group)).toThrow('not a folder of this user alone');
  });

  (isRoot ? it : it.skip)('is refused when another user made it first', () => {
    const path = join(temp, 'planted');
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, 65_534, 65_534);

    expect(() => openOwnFolder(path, group)).toThrow('not a folder of this user alone');
  });
});
