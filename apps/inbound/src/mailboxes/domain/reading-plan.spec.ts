import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cursorAfter, firstCursor, readingPlan } from './reading-plan.js';

const READ_UNTIL = new Date('2026-11-29T12:00:00.700Z');
const opened = { source: 'a', uidValidity: 7, uidNext: 101 };
const cursor = { source: 'a', uidValidity: 7, lastUid: 42, readUntil: READ_UNTIL };

describe('a mailbox', () => {
  it('is read from now on at its first opening', () => {
    expect(readingPlan(null, opened)).toEqual({ kind: 'from now on' });
    const readUntil = new Date('2026-11-28T12:00:00.700Z');
    expect(firstCursor(opened, READ_UNTIL)).toEqual({ ...cursor, lastUid: 100, readUntil });
  });

  it('is read on after the last number', () => {
    expect(readingPlan(cursor, opened)).toEqual({ kind: 'after', cursor });
  });

  it.each([{ uidValidity: 8 }, { source: 'another server or user' }])(
    'with %j is read from the second on in which the last message arrived',
    (change) => {
      const plan = readingPlan(cursor, { ...opened, ...change });
      expect(plan).toEqual({ kind: 'since', time: new Date('2026-11-29T12:00:00Z') });
    },
  );
});

describe('a cursor', () => {
  const past = fc.date({ min: new Date('2020-01-01'), max: READ_UNTIL, noInvalidDate: true });

  it('never goes back', () => {
    fc.assert(
      fc.property(fc.nat(), past, (uid, arrivedAt) => {
        const moved = cursorAfter(cursor, uid, arrivedAt, READ_UNTIL);
        expect(moved.lastUid).toBe(Math.max(uid, 42));
        expect(moved.readUntil).toEqual(READ_UNTIL);
      }),
    );
  });

  it('is not in the future, whatever time a message claims to have', () => {
    const now = new Date('2026-11-30T12:00:00Z');
    expect(cursorAfter(cursor, 43, new Date('2099-01-01'), now).readUntil).toEqual(now);
  });
});
