import { describe, expect, it } from '@jest/globals';
import { SharedRun } from './shared-run.js';

/** Work that ends when it is told to, or fails. */
function work() {
  const ends: { end: () => void; fail: () => void }[] = [];
  const shared = new SharedRun(
    () => new Promise((end, reject) => ends.push({ end, fail: () => reject(new Error('failed')) })),
  );
  return { shared, ends };
}

describe('a shared run', () => {
  it('begins after everybody asked whom it serves', async () => {
    const { shared, ends } = work();
    const first = shared.run();
    const late = [shared.run(), shared.run()];
    expect(ends).toHaveLength(1);

    ends[0]?.end();
    await first;
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(2);
    ends[1]?.end();
    await Promise.all(late);
  });

  it('serves the next ones also after one that failed', async () => {
    const { shared, ends } = work();
    const first = shared.run();
    const next = shared.run();
    ends[0]?.fail();
    await expect(first).rejects.toThrow('failed');

    await new Promise((resolve) => setImmediate(resolve));
    ends[1]?.end();
    await expect(next).resolves.toBeUndefined();
  });
});
