import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isMachineHit, RULES, type Hit } from './machine-rules.js';
import { SWEEP_RULE } from './swept-hits.js';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const PERSON: Hit = {
  of: 'click',
  method: 'GET',
  userAgent: BROWSER,
  purpose: '',
  at: new Date('2026-04-20T09:00:05.000Z'),
  composedAt: Date.parse('2026-04-20T09:00:00.000Z') / 1_000,
};
const isMachine = (change: Partial<Hit>): boolean => isMachineHit({ ...PERSON, ...change });

describe('a hit is of a machine', () => {
  it('by its user agent, for opens and clicks alike', () => {
    for (const kind of ['open', 'click'] as const) {
      expect(isMachine({ of: kind })).toBe(false);
      expect(isMachine({ of: kind, userAgent: 'curl/8.5.0' })).toBe(true);
      expect(isMachine({ of: kind, userAgent: undefined })).toBe(true);
    }
  });

  it('by the proxy of Gmail for a link, which loads images alone', () => {
    const userAgent = 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)';
    expect([isMachine({ of: 'open', userAgent }), isMachine({ of: 'click', userAgent })]).toEqual([
      false,
      true,
    ]);
  });

  it('by HEAD', () => {
    expect(isMachine({ method: 'HEAD' })).toBe(true);
  });

  it('by a browser that fetches ahead', () => {
    for (const purpose of ['prefetch;prerender', 'Prefetch', 'preview'])
      expect(isMachine({ purpose })).toBe(true);
    expect(isMachine({ purpose: undefined })).toBe(false);
  });

  it('in the first five seconds of a message, and before it by a clock that is behind', () => {
    expect(isMachine({ at: new Date('2026-04-20T09:00:04.999Z') })).toBe(true);
    expect(isMachine({ at: new Date('2026-04-20T08:59:58.000Z') })).toBe(true);
  });
});

describe('docs/tracking.md', () => {
  it('has every rule, and no other', () => {
    const text = readFileSync(new URL('../../../../docs/tracking.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| \d+ \| (.*?) \| (.*?) \|/gm)].map(([, rule]) => rule);
    expect(rows).toEqual([...Object.values(RULES).map(({ rule }) => rule), SWEEP_RULE]);
  });
});
