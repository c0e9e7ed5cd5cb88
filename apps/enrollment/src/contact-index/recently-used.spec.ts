import { describe, expect, it } from '@jest/globals';
import { RecentlyUsed } from './recently-used.js';

describe('what was used recently', () => {
  const made = (kept: RecentlyUsed<string>, key: string): boolean => {
    let isMade = false;
    kept.get(key, () => {
      isMade = true;
      return key;
    });
    return isMade;
  };

  it('is made once, and once more when it had to make room: what was not used for longest does', () => {
    const kept = new RecentlyUsed<string>(2);

    expect(['a', 'b', 'a', 'c'].map((key) => made(kept, key))).toEqual([true, true, false, true]);
    expect(kept.size).toBe(2);
    expect(made(kept, 'a')).toBe(false);
    expect(made(kept, 'b')).toBe(true);
  });

  it('is made anew when it is not kept any more', () => {
    const kept = new RecentlyUsed<string>(2);
    made(kept, 'a');
    made(kept, 'b');
    kept.delete('a');
    expect([made(kept, 'b'), made(kept, 'a')]).toEqual([false, true]);
    kept.clear();
    expect([made(kept, 'b'), kept.size]).toEqual([true, 1]);
  });
});
