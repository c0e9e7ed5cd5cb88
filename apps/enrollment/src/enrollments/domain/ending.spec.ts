import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { standing, strengthOf, type Ending } from './ending.js';

const ENDS: Ending[] = [
  { status: 'completed', reason: null },
  { status: 'failed', reason: 'recipient_deferred' },
  { status: 'bounced', reason: 'soft_bounce' },
  { status: 'replied', reason: 'domain_replied' },
  { status: 'replied', reason: 'replied' },
  { status: 'bounced', reason: 'hard_bounce' },
  { status: 'unsubscribed', reason: 'unsubscribed' },
  { status: 'unsubscribed', reason: 'spam_complaint' },
  { status: 'removed', reason: 'suppressed' },
];

const anEnd = fc.record({
  ending: fc.constantFrom(...ENDS),
  at: fc.date({ min: new Date(0), max: new Date(1e9), noInvalidDate: true }),
});
const ends = fc.array(
  anEnd.map(({ ending, at }) => ({ ...ending, at })),
  { minLength: 1, maxLength: 12 },
);

describe('the end that stands', () => {
  it('is the stronger one: leaving over a dead address over an answer over the last step', () => {
    const strengths = ENDS.map(strengthOf);
    expect(strengths).toEqual(strengths.toSorted((one, other) => one - other));
    expect(new Set(strengths).size).toBe(ENDS.length);
  });

  it('does not depend on the order or the repetition of events', () => {
    const shuffled = ends.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        expect(again.reduce(standing)).toEqual(all.reduce(standing));
      }),
    );
  });
});
