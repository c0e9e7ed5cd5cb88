import { describe, expect, it } from '@jest/globals';
import { array, assert, nat, property } from 'fast-check';
import { newId } from '#kernel';
import { FlowLimit } from './flow-limit.js';

const [ours, theirs] = [newId('ws'), newId('ws')];

describe('the flow limit', () => {
  it('lets a burst through, then so many a second', () => {
    const limit = new FlowLimit({ perSecond: 2, burst: 3 });
    const passed = (at: number, count: number): number =>
      Array.from({ length: count }, () => limit.delayFor(ours, at)).filter((delay) => delay === 0).length;
    expect([passed(0, 10), passed(1_000, 10), passed(1_000, 10), passed(60_000, 10)]).toEqual([3, 2, 0, 3]);
  });

  it('leaves other workspaces alone', () => {
    const limit = new FlowLimit({ perSecond: 1, burst: 1 });
    for (let n = 0; n < 1_000; n += 1) limit.delayFor(ours, 0);
    expect(limit.delayFor(theirs, 0)).toBe(0);
  });

  it('sends a flood away for longer and longer, and a minute at most', () => {
    const limit = new FlowLimit({ perSecond: 10, burst: 1 });
    limit.delayFor(ours, 0);
    const delays = Array.from({ length: 1_000 }, () => limit.delayFor(ours, 0));
    expect(delays).toEqual(delays.toSorted((a, b) => a - b));
    expect([delays[0], delays.at(-1)]).toEqual([1_100, 60_000]);
  });

  it('never passes more than the burst and the rate allow, whenever commands come', () => {
    assert(
      property(array(nat(2_000), { maxLength: 200 }), (pauses) => {
        const limit = new FlowLimit({ perSecond: 5, burst: 4 });
        let now = 0;
        let passed = 0;
        for (const pause of pauses) {
          now += pause;
          if (limit.delayFor(ours, now) === 0) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(4 + (now * 5) / 1_000);
      }),
    );
  });
});
