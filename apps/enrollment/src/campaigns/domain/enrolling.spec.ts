import { describe, expect, it } from '@jest/globals';
import {
  afterPage,
  beginWork,
  isExhausted,
  pageLimit,
  wakeAfterEnd,
  wakeAfterPage,
  type EnrollingState,
} from './enrolling.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const MIDNIGHT = new Date('2026-06-02T00:00:00Z');

const aState = (changes: Partial<EnrollingState> = {}): EnrollingState => ({
  version: 2,
  timeZone: 'UTC',
  maxNewLeadsPerDay: 50,
  startedToday: 0,
  dayResetsAt: MIDNIGHT,
  scan: { after: null, done: false, again: false },
  exhaustedPublishedVersion: null,
  ...changes,
});

describe('beginning to work on a replica', () => {
  it('keeps the count of a day that is not over', () => {
    expect(beginWork(aState({ startedToday: 50 }), NOW)).toMatchObject({ startedToday: 50 });
  });

  it('gives a new quota at local midnight, and at the first look at all', () => {
    const next = beginWork(aState({ startedToday: 50 }), MIDNIGHT);
    expect(next).toMatchObject({ startedToday: 0, dayResetsAt: new Date('2026-06-03T00:00:00Z') });
    expect(beginWork(aState({ dayResetsAt: null }), NOW)).toMatchObject({ dayResetsAt: MIDNIGHT });
  });

  it('scans again from the beginning only after the end was reached', () => {
    const running = { after: 'x', done: false, again: true };
    expect(beginWork(aState({ scan: running }), NOW).scan).toEqual(running);
    const ended = beginWork(aState({ scan: { ...running, done: true } }), NOW);
    expect(ended.scan).toEqual({ after: null, done: false, again: false });
  });
});

describe('a page', () => {
  it('never takes more than the quota leaves', () => {
    expect(pageLimit(aState({ startedToday: 20 }))).toBe(30);
    expect(pageLimit(aState({ startedToday: 60 }))).toBe(0);
    expect(pageLimit(aState({ maxNewLeadsPerDay: 1_000_000 }))).toBe(5_000);
  });

  it('leaves the scan behind the last contact that it enrolled while others are left over', () => {
    const page = { enrolled: 50, lastEnrolled: 'm', more: true, windowEnd: 'z', atEnd: false };
    const next = afterPage(aState(), page);
    expect(next).toMatchObject({ startedToday: 50, scan: { after: 'm', done: false } });
    expect(wakeAfterPage(next, page, NOW)).toEqual(MIDNIGHT);
  });

  it('moves on to the next window when nobody of this one is left', () => {
    const page = { enrolled: 1, lastEnrolled: 'm', more: false, windowEnd: 'z', atEnd: false };
    const next = afterPage(aState(), page);
    expect(next.scan).toMatchObject({ after: 'z', done: false });
    expect(wakeAfterPage(next, page, NOW)).toEqual(NOW);
  });

  it('stays where it was when the quota is used up and somebody is left', () => {
    const page = { enrolled: 0, lastEnrolled: null, more: true, windowEnd: 'z', atEnd: false };
    expect(afterPage(aState({ scan: { after: 'k', done: false, again: false } }), page).scan.after).toBe('k');
  });

  it('ends the scan with the last window, even with no quota left', () => {
    const page = { enrolled: 0, lastEnrolled: null, more: false, windowEnd: 'q', atEnd: true };
    const next = afterPage(aState({ startedToday: 50 }), page);
    expect(next.scan).toMatchObject({ after: 'q', done: true });
    expect(wakeAfterPage(next, page, NOW)).toEqual(NOW);
  });
});

describe('a campaign is exhausted', () => {
  const done = { after: 'z', done: true, again: false };

  const nothing = { unfinished: false, candidates: false, unmatched: false };

  it('when everybody is finished and nobody is left, once per version', () => {
    expect(isExhausted(aState({ scan: done }), nothing)).toBe(true);
    expect(isExhausted(aState({ scan: done, exhaustedPublishedVersion: 1 }), nothing)).toBe(true);
    expect(isExhausted(aState({ scan: done, exhaustedPublishedVersion: 2 }), nothing)).toBe(false);
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
