import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { demandsOf, grantQuota, quotasOf, surplusOf, type Demand, type Grant } from './grant-quota.js';

const limit = (name: string, perMinute: number) => ({ name, limit: 'token' as const, perMinute });

/** Behaves like the database: grants at most the rest below the ceiling, and takes surplus back. */
class Counters {
  readonly used = new Map<string, number>();

  take(demands: readonly Demand[]): Grant[] {
    return demands.map(({ name, count, ceiling }) => {
      const before = this.used.get(name) ?? 0;
      const granted = Math.max(Math.min(count, ceiling - before), Math.min(count, 0));
      this.used.set(name, before + granted);
      return { name, granted, used: before + granted };
    });
  }
}

describe('requests that share limits', () => {
  it('pass in their order until one of their limits is used up, and learn what is left of the tightest', () => {
    const reads = limit('reads', 2);
    const all = limit('all', 10);
    const requests = [1, 2, 3].map(() => [reads, all]);
    const quotas = quotasOf(new Counters().take(demandsOf(requests, new Map())), new Map());
    const verdicts = grantQuota(requests, quotas);

    expect(verdicts).toEqual([
      { allowed: true, binding: reads, remaining: 1 },
      { allowed: true, binding: reads, remaining: 0 },
      { allowed: false, binding: reads, remaining: 0 },
    ]);
    expect(surplusOf(quotas)).toEqual(new Map([['all', 1]]));
  });

  it('use up nothing of a limit when another one refuses them, whatever the batches', () => {
    const names = ['a', 'b', 'c', 'd'] as const;
    const request = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
    const batches = fc.array(fc.array(request, { maxLength: 8 }), { maxLength: 8 });
    fc.assert(
      fc.property(batches, fc.array(fc.nat(12), { minLength: 4, maxLength: 4 }), (given, ceilings) => {
        const counters = new Counters();
        const passed = new Map<string, number>();
        let surplus: ReadonlyMap<string, number> = new Map();
        for (const batch of [...given, []]) {
          const requests = batch.map((each) =>
            each.map((name) => limit(name, ceilings[names.indexOf(name)] ?? 0)),
          );
          const quotas = quotasOf(counters.take(demandsOf(requests, surplus)), surplus);
          for (const [index, { allowed }] of grantQuota(requests, quotas).entries()) {
            for (const { name } of (allowed && requests[index]) || [])
              passed.set(name, (passed.get(name) ?? 0) + 1);
          }
          surplus = surplusOf(quotas);
        }
        expect(surplus.size).toBe(0);
        for (const [name, used] of counters.used) {
          expect(used).toBe(passed.get(name) ?? 0);
          expect(used).toBeLessThanOrEqual(ceilings[names.findIndex((each) => each === name)] ?? 0);
        }
      }),
    );
  });
});
