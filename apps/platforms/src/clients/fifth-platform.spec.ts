import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Platform } from '#contracts';
import { OUTSIDE_PLATFORMS } from '#kernel';
import { clientOf } from './index.js';

const ROOT = new URL('../../../../', import.meta.url);
const HERE = 'apps/platforms/src/clients';

/** All source files, without tests. */
const sources = ['apps', 'libs'].flatMap((top) =>
  readdirSync(new URL(top, ROOT), { recursive: true, encoding: 'utf8' })
    .map((path) => `${top}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\/src\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts')),
);

const NAME = new RegExp(`['"\`](?:${OUTSIDE_PLATFORMS.join('|')})['"\`]`);
/** Where a platform may be named: the checks of tables, an example of the reference, its own folder, and the list. */
const MAY_NAME = new RegExp(
  `/migrations/|/examples/|^${HERE}/(?:${OUTSIDE_PLATFORMS.join('|')})/|^libs/kernel/src/outside-platforms\\.ts$`,
);

describe('one more platform', () => {
  it('is a folder with a client of its name', () => {
    const folders = readdirSync(new URL(HERE, ROOT), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(new URL(`${HERE}/${name}`, ROOT)))
      .flatMap((file) => /^(\w+)-client\.ts$/.exec(file)?.[1] ?? []);
    expect(folders.toSorted()).toEqual([...OUTSIDE_PLATFORMS].toSorted());
    for (const platform of OUTSIDE_PLATFORMS) expect(clientOf(platform).platform).toBe(platform);
  });

  it('is a line in the list, from which the API has it', () => {
    expect(Platform.options).toEqual(['native', ...OUTSIDE_PLATFORMS]);
  });

  it('changes no other code: nothing else names a platform', () => {
    const naming = sources.filter(
      (path) => !MAY_NAME.test(path) && NAME.test(readFileSync(new URL(path, ROOT), 'utf8')),
    );
    expect(naming).toEqual([]);
  });
});

describe('every platform', () => {
  it.each(OUTSIDE_PLATFORMS)(
    '%s says where it is, how often it may be asked and what our hook needs',
    (platform) => {
      const { documentedUrl, rate, leadsPerPush, hookEvents } = clientOf(platform);
      expect(documentedUrl).toMatch(/^https:\/\/.*[^/]$/);
      expect(rate.requests / rate.perMs).toBeGreaterThan(0);
      expect(leadsPerPush).toBeGreaterThan(0);
      expect(hookEvents.length).toBeGreaterThan(0);
    },
  );
});
