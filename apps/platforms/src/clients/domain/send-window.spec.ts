import { describe, expect, it } from '@jest/globals';
import { daysFromSunday, daysOf, hourOf, hourText, isoDays } from './send-window.js';

describe('a window of sending', () => {
  it.each([
    [0, '00:00'],
    [9, '09:00'],
    [17, '17:00'],
    [24, '23:59'],
  ])('at hour %i is written %s, and read back', (hour, text) => {
    expect(hourText(hour)).toBe(text);
    expect(hourOf(text)).toBe(hour);
  });

  it('has Sunday as the first day there and as the last here', () => {
    expect(daysFromSunday([1, 5, 7])).toEqual([0, 1, 5]);
    expect(isoDays([0, 1, 5])).toEqual([1, 5, 7]);
  });
});

describe('a delay in days', () => {
  it.each([
    [0, 0],
    [60_000, 1],
    [86_400_000, 1],
    [86_400_001, 2],
  ])('of %i ms is %i, rounded up', (ms, days) => {
    expect(daysOf(ms)).toBe(days);
  });
});
