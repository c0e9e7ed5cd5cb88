import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('returns the value of the first attempt that does not throw', async () => {
    let attempts = 0;
    const value = await eventually(
      () => {
        attempts += 1;
        if (attempts < 3) throw new Error('not yet');
        return attempts;
      },
      { intervalMs: 1 },
    );

    expect(value).toBe(3);
  });

  it('throws the last failure with the time waited', async () => {
    const failing = eventually(() => expect(1).toBe(2), { timeoutMs: 30, intervalMs: 1 });

    await expect(failing).rejects.toThrow(/^still failing after \d+ ms: .*toBe/s);
  });
});
