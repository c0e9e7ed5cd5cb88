import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId, openInterval } from '#kernel';
import { anyInstant, anyWindow } from '../../../../libs/kernel/test/window-arbitraries.js';
import { missedCapacity, missedTime, overdueBefore } from './overdue.js';
import type { ScheduleFacts } from './schedule.js';

const HOUR = 3_600_000;
const LONG_AGO = new Date(0);
const FRIDAY_EVENING = new Date('2026-05-08T18:00:00Z');
const MONDAY_NOON = new Date('2026-05-11T12:00:00Z');

const anAccount = (used: number, limit: number, resets_at = LONG_AGO) => ({
  account_id: newId('ea'),
  used,
  limit,
  resets_at,
  next_at: LONG_AGO,
  rests_until: LONG_AGO,
});

const someFacts = (facts: Partial<ScheduleFacts> = {}): ScheduleFacts => ({
  at: MONDAY_NOON,
  start_hour: 9,
  end_hour: 17,
  send_days: [1, 2, 3, 4, 5],
  time_zone: 'UTC',
  recipient_time_zone: false,
  smart_time_gaps: false,
  used: 0,
  limit: 500,
  resets_at: LONG_AGO,
  accounts: [anAccount(0, 100)],
  ...facts,
});

const hoursAfter = (date: Date, hours: number): Date => new Date(date.getTime() + hours * HOUR);
const anyHours = fc.integer({ min: -400, max: 400 });

describe('a resume within a day of the pause', () => {
  it('misses no time in which anything could have left', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, fc.integer({ min: 0, max: 24 }), (window, pausedAt, hours) => {
        const missed = missedTime(pausedAt, hoursAfter(pausedAt, hours));

        expect(overdueBefore(window, missed)).toBeNull();
        expect(missedCapacity(someFacts(window), missed).total).toBe(0);
      }),
    );
  });
});

describe('a send is overdue', () => {
  it('where its window was open after it was due, during the pause and a day before the resume', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, anyHours, anyHours, (window, pausedAt, paused, due) => {
        const missed = missedTime(pausedAt, hoursAfter(pausedAt, Math.abs(paused) + 24));
        const dueAt = hoursAfter(pausedAt, due);
        const waitsFrom = dueAt > pausedAt ? dueAt : pausedAt;
        const opened = openInterval(window, waitsFrom).from < missed.until && waitsFrom < missed.until;

        const before = overdueBefore(window, missed);
        expect(before !== null && dueAt < before).toBe(opened);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a resume drops no more than could have left', () => {
  it.each([
    ['nothing over a weekend', {}, FRIDAY_EVENING, 48, 0],
    ['a day of its accounts', {}, FRIDAY_EVENING, 96, 100],
    ['a day of the campaign', { limit: 30 }, FRIDAY_EVENING, 96, 30],
    [
      'the rest of the day, and the next days',
      { limit: 30, used: 20, resets_at: hoursAfter(MONDAY_NOON, 12) },
      MONDAY_NOON,
      48,
      40,
    ],
    ['nothing without an account that may send', { accounts: [] }, FRIDAY_EVENING, 500, 0],
    ['with gaps the part of the day that had passed', { smart_time_gaps: true }, MONDAY_NOON, 26, 40],
  ] as const)('%s', (_, facts, pausedAt, hours, count) => {
    const missed = missedTime(pausedAt, hoursAfter(pausedAt, hours));
    expect(missedCapacity(someFacts(facts), missed).total).toBe(count);
  });

  it('and from no account more than its own limit', () => {
    const [used, free] = [anAccount(10, 10, hoursAfter(MONDAY_NOON, 12)), anAccount(0, 50)];
    const missed = missedTime(MONDAY_NOON, hoursAfter(MONDAY_NOON, 26));
    const { byAccount } = missedCapacity(someFacts({ accounts: [used, free] }), missed);

    expect([byAccount.get(used.account_id), byAccount.get(free.account_id)]).toEqual([0, 50]);
  });

  it('and nothing from an account that rested in it', () => {
    const resting = { ...anAccount(0, 100), rests_until: hoursAfter(MONDAY_NOON, 12) };
    const missed = missedTime(MONDAY_NOON, hoursAfter(MONDAY_NOON, 26));

    expect(missedCapacity(someFacts({ accounts: [resting] }), missed).total).toBe(0);
  });
});
