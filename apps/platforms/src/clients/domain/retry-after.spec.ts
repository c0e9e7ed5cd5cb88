import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const NOW = new Date('2026-11-30T12:00:00Z');

describe('the time to wait after a 429', () => {
  it.each<[string, Record<string, string | string[]>, number | undefined]>([
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['a date', { 'retry-after': 'Mon, 30 Nov 2026 12:00:05 GMT' }, 5_000],
    ['a date that has passed', { 'retry-after': 'Mon, 30 Nov 2026 11:00:05 GMT' }, 0],
    ['a header that came twice', { 'retry-after': ['2', '9'] }, 2_000],
    ['a reset in seconds of Unix', { 'x-ratelimit-reset': '1796040007' }, 7_000],
    ['a reset in milliseconds of Unix', { 'x-ratelimit-reset': '1796040007500' }, 7_500],
    ['a reset in seconds from now', { 'x-ratelimit-reset': '2' }, 2_000],
    ['both', { 'retry-after': '1', 'x-ratelimit-reset': '9' }, 1_000],
    ['a wait of years, which is an hour', { 'retry-after': '99999999' }, 3_600_000],
    ['words', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['an empty header', { 'retry-after': '', 'x-ratelimit-reset': ' ' }, undefined],
    ['no header', {}, undefined],
  ])('is read from %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, NOW)).toBe(expected);
  });
});
