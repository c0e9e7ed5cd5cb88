import { describe, expect, it } from '@jest/globals';
import { spin } from './templates.js';

describe('spintax', () => {
  it('is the same for the same send, and even over many', () => {
    const counts = new Map<string, number>();
    for (let send = 0; send < 3_000; send += 1) {
      const word = spin('Hi|Hello | Hey', `send_${send}`);
      expect(spin('Hi|Hello | Hey', `send_${send}`)).toBe(word);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['Hello', 'Hey', 'Hi']);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});
