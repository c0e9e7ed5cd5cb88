import { describe, expect, it } from '@jest/globals';
import { reactionsOf } from './reactions.js';

const people = Array.from({ length: 3_000 }, (_, index) => `person-${index}@inbox.test`);
const shareOf = (kind: string, followUp: boolean): number =>
  people.filter((address) => reactionsOf(address, { followUp }).some((each) => each === kind)).length / 3_000;

describe('simulated recipients', () => {
  it('open in 45 of 100 cases, and some of those click, reply, leave or complain', () => {
    expect(shareOf('opened', false)).toBeCloseTo(0.45, 1);
    expect(shareOf('replied', false)).toBeCloseTo(0.08, 1);
    expect(shareOf('clicked', false)).toBeCloseTo(0.14, 1);
    for (const kind of ['unsubscribed', 'complained']) expect(shareOf(kind, false)).toBeGreaterThan(0);
  });

  it('are out of the office for a follow-up only', () => {
    expect(shareOf('out_of_office', false)).toBe(0);
    expect(shareOf('out_of_office', true)).toBeGreaterThan(0);
  });

  it('do the same in every run', () => {
    const once = people.map((address) => reactionsOf(address, { followUp: true }));
    expect(people.map((address) => reactionsOf(address.toUpperCase(), { followUp: true }))).toEqual(once);
  });
});
