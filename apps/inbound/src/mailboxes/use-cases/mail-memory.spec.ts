import { describe, expect, it } from '@jest/globals';
import { MailMemory } from './mail-memory.js';

const MB = 1_048_576;

describe('the memory for mails', () => {
  it('is never exceeded, and given in the order of the demands', async () => {
    const memory = new MailMemory();
    const begun: string[] = [];
    let inHand = 0;
    let peak = 0;
    const hold = (name: string, bytes: number) =>
      memory.holding(bytes, async () => {
        begun.push(name);
        inHand += bytes;
        peak = Math.max(peak, inHand);
        await Promise.resolve();
        inHand -= bytes;
      });
    const sizes = Array.from({ length: 50 }, (_, n) => ((n * 7) % 26) * MB);
    await Promise.all(sizes.map((bytes, n) => hold(String(n), bytes)));

    expect(peak).toBeLessThanOrEqual(64 * MB);
    expect(begun).toEqual(sizes.map((_, n) => String(n)));
  });

  it('comes back from work that failed, and is enough for what is larger than all of it', async () => {
    const memory = new MailMemory();
    const failing = memory.holding(200 * MB, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await memory.holding(200 * MB, () => Promise.resolve('done'))).toBe('done');
  });
});
