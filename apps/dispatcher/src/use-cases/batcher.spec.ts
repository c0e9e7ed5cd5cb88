import { describe, expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';

/** Work that the test ends. */
class SlowWork {
  readonly batches: number[][] = [];
  private readonly ends: (() => void)[] = [];

  readonly work = async (items: readonly number[]): Promise<number[]> => {
    this.batches.push([...items]);
    await new Promise<void>((resolve) => this.ends.push(resolve));
    return items.map((item) => item * 2);
  };

  finishOne(): void {
    this.ends.shift()?.();
  }
}

describe('a batcher', () => {
  it('works on what comes together at once, and answers each with its own result', async () => {
    const batches: number[] = [];
    const batcher = new Batcher<number, number>(
      (items) => {
        batches.push(items.length);
        return Promise.resolve(items.map((item) => item * 2));
      },
      { windowMs: 5, maxSize: 100 },
    );

    expect(await Promise.all([1, 2, 3].map((item) => batcher.add(item)))).toEqual([2, 4, 6]);
    expect(batches).toEqual([3]);
  });

  it('starts at once when it is full, and never works on two batches at a time', async () => {
    const slow = new SlowWork();
    const batcher = new Batcher(slow.work, { windowMs: 60_000, maxSize: 2 });
    const results = [1, 2, 3, 4].map((item) => batcher.add(item));

    expect(slow.batches).toEqual([[1, 2]]);
    slow.finishOne();
    expect(await Promise.all(results.slice(0, 2))).toEqual([2, 4]);
    expect(slow.batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    slow.finishOne();
    expect(await Promise.all(results.slice(2))).toEqual([6, 8]);
  });

  it('rejects every item of a failed batch, and continues with the next batch', async () => {
    let fails = true;
    const batcher = new Batcher<number, number>(
      (items) => (fails ? Promise.reject(new Error('away')) : Promise.resolve([...items])),
      { windowMs: 1, maxSize: 10 },
    );
    await Promise.all([1, 2].map((item) => expect(batcher.add(item)).rejects.toThrow('away')));
    fails = false;

    expect(await batcher.add(3)).toBe(3);
  });
});
