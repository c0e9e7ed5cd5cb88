import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SharedCalls } from './shared-calls.js';

/** Calls that end when the test says so. */
function heldCalls(calls: SharedCalls) {
  const running: (() => void)[] = [];
  const begun: string[] = [];
  const call = (owner: string): Promise<string> =>
    calls.run(owner, () => {
      begun.push(owner);
      return new Promise((resolve) => running.push(() => resolve(owner)));
    });
  return { running, begun, call };
}

describe('calls that share their places', () => {
  it('of one owner run sixteen at once, and leave places for the others', async () => {
    const { begun, call } = heldCalls(new SharedCalls());
    for (let at = 0; at < 500; at += 1) void call('hog');
    void call('other');
    await nextTurn();
    expect(begun.filter((owner) => owner === 'hog')).toHaveLength(16);
    expect(begun).toContain('other');
  });

  it('of five thousand owners run sixty-four at once, and all end', async () => {
    const { running, begun, call } = heldCalls(new SharedCalls());
    const all = Promise.all(Array.from({ length: 5_000 }, (_, at) => call(`owner ${at}`)));
    let most = 0;
    while (begun.length < 5_000 || running.length > 0) {
      await nextTurn();
      most = Math.max(most, running.length);
      for (const end of running.splice(0)) end();
    }
    expect(most).toBe(64);
    expect(await all).toHaveLength(5_000);
  });

  it('that fail give their place back', async () => {
    const calls = new SharedCalls();
    const failing = Array.from({ length: 100 }, () =>
      calls.run('one', () => Promise.reject(new Error('away'))).catch(() => 'failed'),
    );
    await Promise.all(failing);
    expect(await calls.run('one', () => Promise.resolve('well'))).toBe('well');
  });
});
