import { describe, expect, it } from '@jest/globals';
import { instantlyTimeZone } from './instantly-time-zone.js';

describe('the time zone of a schedule at Instantly', () => {
  it.each(['America/Chicago', 'Asia/Kolkata', 'Europe/Helsinki'])(
    'is %s itself where its list has it',
    (zone) => {
      expect(instantlyTimeZone(zone)).toBe(zone);
    },
  );

  it.each([
    ['America/New_York', 'America/Detroit'],
    ['America/Denver', 'America/Boise'],
    ['America/Phoenix', 'America/Creston'],
    ['Europe/Paris', 'Arctic/Longyearbyen'],
    ['Europe/London', 'Europe/Isle_of_Man'],
    ['UTC', 'America/Danmarkshavn'],
    ['Asia/Tokyo', 'Asia/Dili'],
    ['Australia/Sydney', 'Australia/Melbourne'],
  ])('shows the same clock as %s all year: %s', (zone, expected) => {
    expect(instantlyTimeZone(zone)).toBe(expected);
  });

  it('is the Pacific Time of its list for California', () => {
    expect(instantlyTimeZone('America/Los_Angeles')).toBe('America/Dawson');
  });

  it('is one of its list for every zone that there is', () => {
    const listed = new Set(Intl.supportedValuesOf('timeZone').map(instantlyTimeZone));
    for (const zone of listed) expect(instantlyTimeZone(zone)).toBe(zone);
  });
});
