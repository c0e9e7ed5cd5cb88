import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { tempFolder } from '../../test/temp-folder.js';
import { installBinary, isAsInstalled } from './install-binary.js';

const temp = tempFolder();
let target: string;
let count = 0;

beforeEach(async () => {
  const folder = join(temp, String((count += 1)));
  mkdirSync(folder, { mode: 0o700 });
  target = join(folder, 'nats-server');
  await installBinary(target, async (into) => {
    writeFileSync(join(into, 'fetched'), 'the server');
    return join(into, 'fetched');
  });
});

describe('a server in the cache', () => {
  it('is used as long as it is the one that was put there', () => {
    expect(isAsInstalled(target)).toBe(true);
  });

  it('is not used when its content is another', () => {
    writeFileSync(target, 'another server');
    expect(isAsInstalled(target)).toBe(false);
  });

  it('is not used when others may write it', () => {
    chmodSync(target, 0o777);
    expect(isAsInstalled(target)).toBe(false);
  });

  it('is not used when nobody noted its digest', () => {
    const unknown = `${target}-unknown`;
    writeFileSync(unknown, 'the server');
    expect(isAsInstalled(unknown)).toBe(false);
  });
});
