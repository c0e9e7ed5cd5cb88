import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId } from '#kernel';
import { anyInstant, anyWindow, isOpen } from '../../../../libs/kernel/test/window-arbitraries.js';
import { schedule, type AccountSchedule, type ScheduleFacts } from './schedule.js';

const HOUR = 3_600_000;
const LONG_AGO = new Date(0);
const NOON = new Date('2026-05-08T12:00:00Z'); // a Friday
const MIDNIGHT = new Date('2026-05-09T00:00:00Z');
const MONDAY_MORNING = new Date('2026-05-11T09:00:00Z');

const anAccount = (facts: Partial<AccountSchedule> = {}): AccountSchedule => ({
  account_id: newId('ea'),
  used: 0,
  limit: 100,
  resets_at: LONG_AGO,
  next_at: LONG_AGO,
  rests_until: LONG_AGO,
  ...facts,
});

const someFacts = (facts: Partial<ScheduleFacts> = {}): ScheduleFacts => ({
  at: NOON,
  start_hour: 9,
  end_hour: 17,
  send_days: [1, 2, 3, 4, 5],
  time_zone: 'UTC',
  recipient_time_zone: false,
  smart_time_gaps: true,
  used: 0,
  limit: 500,
  resets_at: LONG_AGO,
  accounts: [anAccount()],
  ...facts,
});

const hours = (count: number): Date => new Date(NOON.getTime() + count * HOUR);
const first = (due_at: Date) => ({ due_at, account_id: null, time_zone: null });

describe('a scheduled send', () => {
  it('is scheduled for an instant at which its window is open, not before it is due', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, anyInstant, (window, at, due_at) => {
        const scheduledAt = schedule(someFacts({ ...window, at }))(first(due_at));
        const waits = due_at < at && scheduledAt.getTime() === due_at.getTime();

        expect(scheduledAt.getTime()).toBeGreaterThanOrEqual(due_at.getTime());
        expect(isOpen(window, waits ? at : scheduledAt)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['keeps its time while it may leave', {}, hours(-1), hours(-1)],
    ['that is due later keeps its time', {}, hours(2), hours(2)],
    ['waits for the window', { at: hours(6) }, hours(-1), MONDAY_MORNING],
    ['that is due while the window is closed waits for it', {}, hours(8), MONDAY_MORNING],
    ['waits for the next day of the campaign', { used: 500, resets_at: MIDNIGHT }, hours(-1), MONDAY_MORNING],
    ['waits for the rest', { accounts: [anAccount({ rests_until: hours(2) })] }, hours(-1), hours(2)],
    ['waits for a gap', { accounts: [anAccount({ next_at: hours(1) })] }, hours(-1), hours(1)],
    [
      'waits for no gap of a campaign without gaps',
      { smart_time_gaps: false, accounts: [anAccount({ next_at: hours(1) })] },
      hours(-1),
      hours(-1),
    ],
    [
      'waits for the first account that is free',
      { accounts: [anAccount({ used: 100, resets_at: MIDNIGHT }), anAccount({ next_at: hours(1) })] },
      hours(-1),
      hours(1),
    ],
  ])('%s', (_, facts, due, expected) => {
    expect(schedule(someFacts(facts))(first(due))).toEqual(expected);
  });

  it('waits for the day of its own account, in the zone of its contact', () => {
    const account = anAccount({ used: 100, resets_at: MIDNIGHT });
    const facts = someFacts({ recipient_time_zone: true, accounts: [account, anAccount()] });
    const send = { due_at: hours(-1), account_id: account.account_id, time_zone: 'America/New_York' };

    expect(schedule(facts)(send)).toEqual(new Date('2026-05-11T13:00:00Z'));
  });
});
