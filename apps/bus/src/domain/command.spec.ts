import { expect, it } from '@jest/globals';
import { timeOfSignal } from './command.js';

const day = (of: number): Date => new Date(Date.UTC(2026, 4, of));

it.each([
  { given: day(3), sentAt: day(2), now: day(4), is: day(3) },
  { given: day(1), sentAt: day(2), now: day(4), is: day(2) },
  { given: day(9), sentAt: day(2), now: day(4), is: day(4) },
  { given: day(1), sentAt: null, now: day(4), is: day(1) },
])('a signal of $given about a message of $sentAt happened at $is', ({ given, sentAt, now, is }) => {
  expect(timeOfSignal(given, sentAt, now)).toEqual(is);
});
