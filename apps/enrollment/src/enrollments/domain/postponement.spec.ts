import { describe, expect, it } from '@jest/globals';
import { backAfter, zoneOfDays } from './postponement.js';

const REPLIED = new Date('2026-03-20T10:00:00Z');
const back = (returnsOn: string | null, zone = 'UTC'): string =>
  backAfter(returnsOn, REPLIED, zone).toISOString();

describe('the end of an absence', () => {
  it('is the beginning of the day after the return, also over a change of clocks', () => {
    expect(back('2026-03-25')).toBe('2026-03-26T00:00:00.000Z');
    expect(back('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(back('2026-03-25', 'America/Los_Angeles')).toBe('2026-03-26T07:00:00.000Z');
  });

  it('is a week after the reply where the date is unknown, over or more than a year ahead', () => {
    for (const date of [null, '2026-03-18', '2027-05-01', '2026-02-30']) {
      expect(back(date)).toBe('2026-03-27T10:00:00.000Z');
    }
  });

  it('is tomorrow for a contact who is back today', () => {
    expect(back('2026-03-20')).toBe('2026-03-21T00:00:00.000Z');
  });
});

describe('the zone of a contact’s days', () => {
  const campaign = { time_zone: 'Europe/Berlin', recipient_time_zone: true, contact_zone: 'America/Lima' };
  it('is the contact’s where windows count in it, and else the campaign’s', () => {
    expect(zoneOfDays(campaign)).toBe('America/Lima');
    expect(zoneOfDays({ ...campaign, recipient_time_zone: false })).toBe('Europe/Berlin');
    expect(zoneOfDays({ ...campaign, contact_zone: null })).toBe('Europe/Berlin');
    expect(zoneOfDays({ ...campaign, contact_zone: 'Mars/Base' })).toBe('Europe/Berlin');
  });
});
