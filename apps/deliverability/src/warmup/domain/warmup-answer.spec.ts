import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId, openInterval } from '#kernel';
import { anyInstant, anyWindow } from '../../../../../libs/kernel/test/window-arbitraries.js';
import { answerTime, isAnswered, nextDay } from './warmup-answer.js';

const ids = Array.from({ length: 2_000 }, () => newId('send'));
const AT = new Date('2026-05-04T10:00:00Z');
const ALWAYS = { start_hour: 0, end_hour: 24, send_days: [1, 2, 3, 4, 5, 6, 7], time_zone: 'UTC' };

describe('an answer', () => {
  it('comes to seven of ten messages, and its thread ends after three answers', () => {
    const share = ids.filter((id) => isAnswered(id, 0)).length / ids.length;

    expect(share).toBeGreaterThan(0.65);
    expect(share).toBeLessThan(0.75);
    expect(ids.filter((id) => isAnswered(id, 3))).toEqual([]);
  });

  it('takes minutes to hours, as those of people do', () => {
    const minutes = ids
      .map((id) => (answerTime(id, AT, ALWAYS).dueAt.getTime() - AT.getTime()) / 60_000)
      .toSorted((a, b) => a - b);

    expect(minutes[0]).toBeGreaterThanOrEqual(2);
    expect(minutes[1_000]).toBeGreaterThan(30);
    expect(minutes[1_000]).toBeLessThan(55);
    expect(minutes.at(-1)).toBeLessThanOrEqual(12 * 60);
  });

  it('leaves while the window is open, after its message, the same time whenever it is asked', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, fc.constantFrom(...ids.slice(0, 50)), (window, at, id) => {
        const time = answerTime(id, at, window);
        for (const { dueAt, open } of [time, nextDay(id, time, window)]) {
          expect(dueAt > at && dueAt >= open.from && dueAt < open.until).toBe(true);
          expect(openInterval(window, dueAt)).toEqual(open);
        }
        expect(answerTime(id, at, window)).toEqual(time);
      }),
    );
  });
});
