import { describe, expect, it } from '@jest/globals';
import {
  afterPage,
  beginWork,
  isExhausted,
  nextLocalMidnight,
  outOfLostTime,
  pageLimit,
  throughLostTime,
  wakeAfterEnd,
  wakeAfterPage,
  type EnrollingState,
} from './enrolling.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const MIDNIGHT = new Date('2026-06-02T00:00:00Z');

const aState = (changes: Partial<EnrollingState> = {}): EnrollingState => ({
  version: 2,
  time_zone: 'UTC',
  max_new_leads_per_day: 50,
  started_today: 0,
  day_resets_at: MIDNIGHT,
  scan: { after: null, done: false, again: false },
  exhausted_published_version: null,
  lost: null,
  ...changes,
});

describe('beginning to work on a replica', () => {
  it('keeps the count of a day that is not over', () => {
    expect(beginWork(aState({ started_today: 50 }), NOW)).toMatchObject({ started_today: 50 });
  });

  it('gives a new quota at local midnight, and at the first look at all', () => {
    const next = beginWork(aState({ started_today: 50 }), MIDNIGHT);
    expect(next).toMatchObject({ started_today: 0, day_resets_at: new Date('2026-06-03T00:00:00Z') });
    expect(beginWork(aState({ day_resets_at: null }), NOW)).toMatchObject({ day_resets_at: MIDNIGHT });
  });

  it('scans again from the beginning only after the end was reached', () => {
    const running = { after: 'cont_x' as const, done: false, again: true };
    expect(beginWork(aState({ scan: running }), NOW).scan).toEqual(running);
    const ended = beginWork(aState({ scan: { ...running, done: true } }), NOW);
    expect(ended.scan).toEqual({ after: null, done: false, again: false });
  });
});

describe('a page', () => {
  it('never takes more than the quota leaves', () => {
    expect(pageLimit(aState({ started_today: 20 }))).toBe(30);
    expect(pageLimit(aState({ started_today: 60 }))).toBe(0);
    expect(pageLimit(aState({ max_new_leads_per_day: 1_000_000 }))).toBe(5_000);
  });

  it('leaves the scan behind the last contact that it enrolled while others are left over', () => {
    const page = {
      enrolled: 50,
      last_enrolled: 'cont_m' as const,
      more: true,
      window_end: 'cont_z' as const,
      at_end: false,
    };
    const next = afterPage(aState(), page);
    expect(next).toMatchObject({ started_today: 50, scan: { after: 'cont_m', done: false } });
    expect(wakeAfterPage(next, page, NOW)).toEqual(MIDNIGHT);
  });

  it('moves on to the next window when nobody of this one is left', () => {
    const page = {
      enrolled: 1,
      last_enrolled: 'cont_m' as const,
      more: false,
      window_end: 'cont_z' as const,
      at_end: false,
    };
    const next = afterPage(aState(), page);
    expect(next.scan).toMatchObject({ after: 'cont_z', done: false });
    expect(wakeAfterPage(next, page, NOW)).toEqual(NOW);
  });

  it('stays where it was when the quota is used up and somebody is left', () => {
    const page = {
      enrolled: 0,
      last_enrolled: null,
      more: true,
      window_end: 'cont_z' as const,
      at_end: false,
    };
    expect(
      afterPage(aState({ scan: { after: 'cont_k' as const, done: false, again: false } }), page).scan.after,
    ).toBe('cont_k');
  });

  it('ends the scan with the last window, even with no quota left', () => {
    const page = {
      enrolled: 0,
      last_enrolled: null,
      more: false,
      window_end: 'cont_q' as const,
      at_end: true,
    };
    const next = afterPage(aState({ started_today: 50 }), page);
    expect(next.scan).toMatchObject({ after: 'cont_q', done: true });
    expect(wakeAfterPage(next, page, NOW)).toEqual(NOW);
  });
});

describe('a campaign is exhausted', () => {
  const done = { after: 'cont_z' as const, done: true, again: false };

  const nothing = { unfinished: false, candidates: false, unmatched: false };

  it('when everybody is finished and nobody is left, once per version', () => {
    expect(isExhausted(aState({ scan: done }), nothing)).toBe(true);
    expect(isExhausted(aState({ scan: done, exhausted_published_version: 1 }), nothing)).toBe(true);
    expect(isExhausted(aState({ scan: done, exhausted_published_version: 2 }), nothing)).toBe(false);
  });

  it('not while somebody is under way, or contacts are still to be looked at', () => {
    expect(isExhausted(aState({ scan: done }), { ...nothing, unfinished: true })).toBe(false);
    expect(isExhausted(aState({ scan: done }), { ...nothing, candidates: true })).toBe(false);
    expect(isExhausted(aState({ scan: done }), { ...nothing, unmatched: true })).toBe(false);
    expect(isExhausted(aState(), nothing)).toBe(false);
    expect(isExhausted(aState({ scan: { ...done, again: true } }), nothing)).toBe(false);
  });

  it('and is looked at again only when no event will wake it', () => {
    const state = aState({ scan: done });
    expect(wakeAfterEnd(state, nothing, NOW)).toBeNull();
    expect(wakeAfterEnd(state, { ...nothing, unfinished: true, unmatched: true }, NOW)).toBeNull();
    expect(wakeAfterEnd(state, { ...nothing, candidates: true }, NOW)).toEqual(NOW);
    expect(wakeAfterEnd(state, { ...nothing, unmatched: true }, NOW)).toEqual(
      new Date(NOW.getTime() + 1_000),
    );
  });
});

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

describe('a lost time', () => {
  const until = new Date('2026-06-02T08:00:00Z');
  const lost = { at: NOW, until };

  it('goes on with the next day when the quota of a day is used up, and ends with its last day', () => {
    expect(throughLostTime(aState({ lost }), MIDNIGHT).lost).toEqual({ at: MIDNIGHT, until });
    const last = aState({ lost, day_resets_at: new Date('2026-06-03T00:00:00Z') });
    expect(throughLostTime(last, last.day_resets_at).lost).toBeNull();
  });

  it('goes on at the same instant while contacts are left, and ends when nobody can be left', () => {
    expect(throughLostTime(aState({ lost }), NOW).lost).toEqual(lost);
    const nobody = { unfinished: true, candidates: false, unmatched: false };
    expect(outOfLostTime(aState({ lost }), { ...nobody, candidates: true }).lost).toEqual(lost);
    expect(outOfLostTime(aState({ lost }), { ...nobody, unmatched: true }).lost).toEqual(lost);
    expect(outOfLostTime(aState({ lost }), nobody).lost).toBeNull();
  });

  it('is looked at again until changed contacts are matched', () => {
    const unmatched = { unfinished: true, candidates: false, unmatched: true };
    expect(wakeAfterEnd(aState({ lost }), unmatched, NOW)).not.toBeNull();
    expect(wakeAfterEnd(aState(), unmatched, NOW)).toBeNull();
  });
});
