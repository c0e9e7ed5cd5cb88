import { describe, expect, it } from '@jest/globals';
import { inTurns } from './in-turns.js';

/** Keeps the process busy. */
function work(forMs: number): void {
  const until = performance.now() + forMs;
  while (performance.now() < until);
}

describe('long work', () => {
  it('lets others have their turn, and is done in order', async () => {
    let turns = 0;
    const clock = setInterval(() => (turns += 1), 1);

    const done = await inTurns([1, 2, 3, 4], (item, at) => {
      work(60);
      return `${item} at ${at}`;
    });
    clearInterval(clock);

    expect(done).toEqual(['1 at 0', '2 at 1', '3 at 2', '4 at 3']);
    expect(turns).toBeGreaterThan(0);
  });
});
