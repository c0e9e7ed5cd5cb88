import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Turns } from './turns.js';

const always = (): boolean => true;
const taken = (turns: Turns<{ workspaceId: string; at: number }>): string[] => {
  const order: string[] = [];
  for (let job = turns.take(always); job !== undefined; job = turns.take(always)) {
    order.push(`${job.workspaceId}${job.at}`);
  }
  return order;
};

describe('the turns of workspaces', () => {
  it('alternate, however many jobs one of them has', () => {
    const turns = new Turns<{ workspaceId: string; at: number }>();
    for (let at = 0; at < 3; at += 1) turns.add({ workspaceId: 'a', at });
    turns.add({ workspaceId: 'b', at: 0 });
    turns.add({ workspaceId: 'c', at: 0 });

    expect(taken(turns)).toEqual(['a0', 'b0', 'c0', 'a1', 'a2']);
  });

  it('pass over a workspace that may not run, which keeps its place', () => {
    const turns = new Turns<{ workspaceId: string }>();
    for (const workspaceId of ['a', 'b', 'c']) turns.add({ workspaceId });

    expect(turns.take((id) => id !== 'a')?.workspaceId).toBe('b');
    expect(turns.take(always)?.workspaceId).toBe('a');
    expect(turns.take((id) => id === 'a')).toBeUndefined();
    expect(turns.clear()).toEqual([{ workspaceId: 'c' }]);
  });

  it('let nobody wait for more than one turn of each other workspace', () => {
    const jobs = fc.array(fc.record({ workspaceId: fc.constantFrom('a', 'b', 'c'), at: fc.nat() }));
    fc.assert(
      fc.property(jobs, (some) => {
        const turns = new Turns<{ workspaceId: string; at: number }>();
        for (const job of some) turns.add(job);
        turns.add({ workspaceId: 'z', at: 0 });
        expect(taken(turns).indexOf('z0')).toBe(new Set(some.map(({ workspaceId }) => workspaceId)).size);
      }),
    );
  });
});
