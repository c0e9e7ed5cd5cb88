import type { RateLimit } from './rate-limits.js';

/** The demand on a counter; a negative count returns surplus. */
export interface Demand {
  readonly name: string;
  readonly count: number;
  readonly ceiling: number;
}

export interface Grant {
  readonly name: string;
  readonly granted: number;
  /** Requests granted in this minute to all processes, this grant included. */
  readonly used: number;
}

/** By the name of the limit. */
type Surplus = ReadonlyMap<string, number>;

/** The part of a limit that this process may grant in a minute. `used` counts all grants, `available` included. */
export interface Quota {
  readonly used: number;
  available: number;
}

export interface Verdict {
  readonly allowed: boolean;
  /** The limit that refuses; for an allowed request the limit that leaves the least. */
  readonly binding: RateLimit;
  readonly remaining: number;
}

/** The demand with which all of these requests would pass; each name once. */
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

/** Quota that was taken for requests which another limit refused. */
export const surplusOf = (quotas: ReadonlyMap<string, Quota>): Surplus =>
  new Map(
    [...quotas].flatMap(([name, { available }]) => (available > 0 ? [[name, available] as const] : [])),
  );

/**
 * Decides requests in their order, each against all of its limits. A request takes one from every quota or from none, so
 * that a refusal by one limit does not use up another. The rest of the quotas is surplus.
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

/** The rest of a limit: not taken by any process, or taken by this one and not granted yet. */
function left({ name, perMinute }: RateLimit, quotas: ReadonlyMap<string, Quota>): number {
  const { used = perMinute, available = 0 } = quotas.get(name) ?? {};
  return Math.max(0, perMinute - used + available);
}
