import type { RateLimit } from './rate-limits.js';

/** How many a counter is asked for; a negative number gives back what was taken and not used. */
export interface Demand {
  readonly name: string;
  readonly count: number;
  readonly ceiling: number;
}

export interface Grant {
  readonly name: string;
  readonly granted: number;
  /** All that was taken in this minute, by every process, this grant included. */
  readonly used: number;
}

/** By the name of the limit. */
type Surplus = ReadonlyMap<string, number>;

/** What a counter lets this process give away in a minute: `used` counts all that was taken, `available` included. */
export interface Quota {
  readonly used: number;
  available: number;
}

export interface Verdict {
  readonly allowed: boolean;
  /** The limit that refuses; of a request that is allowed the one with the least left. */
  readonly binding: RateLimit;
  readonly remaining: number;
}

/** What to ask the counters for so that all of these requests may pass; each name once. */
export function demandsOf(requests: readonly (readonly RateLimit[])[], surplus: Surplus): Demand[] {
  const demands = new Map<string, Demand>();
  for (const [name, count] of surplus) demands.set(name, { name, count: -count, ceiling: 0 });
  for (const { name, perMinute } of requests.flat()) {
    demands.set(name, { name, count: (demands.get(name)?.count ?? 0) + 1, ceiling: perMinute });
  }
  return [...demands.values()];
}

export const quotasOf = (grants: readonly Grant[], surplus: Surplus): Map<string, Quota> =>
  new Map(
    grants.map(({ name, granted, used }) => [name, { used, available: granted + (surplus.get(name) ?? 0) }]),
  );

/** What was taken for requests that another limit refused. */
export const surplusOf = (quotas: ReadonlyMap<string, Quota>): Surplus =>
  new Map(
    [...quotas].flatMap(([name, { available }]) => (available > 0 ? [[name, available] as const] : [])),
  );

/**
 * Decides requests in their order, each against all of its limits: it takes one from every quota or nothing at all, so
 * that what one limit refuses does not use up another. What is left in the quotas afterwards was taken for nothing.
 */
export const grantQuota = (
  requests: readonly (readonly RateLimit[])[],
  quotas: ReadonlyMap<string, Quota>,
): Verdict[] => requests.map((limits) => decide(limits, quotas));

function decide(limits: readonly RateLimit[], quotas: ReadonlyMap<string, Quota>): Verdict {
  const refusing = limits.find(({ name }) => (quotas.get(name)?.available ?? 0) <= 0);
  if (refusing !== undefined) return { allowed: false, binding: refusing, remaining: 0 };

  for (const { name } of limits) {
    const quota = quotas.get(name);
    if (quota !== undefined) quota.available -= 1;
  }
  const [first, ...others] = limits.map((binding) => ({ binding, remaining: left(binding, quotas) }));
  if (first === undefined) throw new Error('every request has a limit');
  const tightest = others.reduce((least, next) => (next.remaining < least.remaining ? next : least), first);
  return { allowed: true, ...tightest };
}

/** What nobody has taken yet, and what this process took and has not given away. */
function left({ name, perMinute }: RateLimit, quotas: ReadonlyMap<string, Quota>): number {
  const { used = perMinute, available = 0 } = quotas.get(name) ?? {};
  return Math.max(0, perMinute - used + available);
}
