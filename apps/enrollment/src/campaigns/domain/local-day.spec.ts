import { describe, expect, it } from '@jest/globals';
import { nextLocalMidnight } from './local-day.js';

const midnightAfter = (now: string, zone: string): string =>
  nextLocalMidnight(new Date(now), zone).toISOString();

describe('the local day of a campaign', () => {
  it('ends at midnight where the campaign is', () => {
    expect(midnightAfter('2026-06-01T12:00:00Z', 'UTC')).toBe('2026-06-02T00:00:00.000Z');
    expect(midnightAfter('2026-06-01T23:30:00Z', 'Europe/Berlin')).toBe('2026-06-02T22:00:00.000Z');
    expect(midnightAfter('2026-06-01T03:00:00Z', 'America/New_York')).toBe('2026-06-01T04:00:00.000Z');
  });

  it('is 23 hours long when the clocks go forward, 25 when they go back', () => {
    expect(midnightAfter('2026-03-28T23:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(midnightAfter('2026-10-24T22:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T23:00:00.000Z');
  });

  it('begins at the first instant there is where midnight is skipped', () => {
    expect(midnightAfter('2018-11-03T15:00:00Z', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
  });

  it('is a new one at midnight itself', () => {
    expect(midnightAfter('2026-06-02T00:00:00Z', 'UTC')).toBe('2026-06-03T00:00:00.000Z');
  });
});
