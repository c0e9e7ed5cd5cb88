import type { RateLimit } from './rate-limits.js';

/** How many a counter is asked for; a negative number gives back what was taken and not used. */
export interface Ask {
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
type Leftovers = ReadonlyMap<string, number>;

/** What a counter lets this process give away in a minute: `used` counts all that was taken, `available` included. */
export interface Stock {
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
export function asksOf(requests: readonly (readonly RateLimit[])[], leftovers: Leftovers): Ask[] {
  const asks = new Map<string, Ask>();
  for (const [name, count] of leftovers) asks.set(name, { name, count: -count, ceiling: 0 });
  for (const { name, perMinute } of requests.flat()) {
    asks.set(name, { name, count: (asks.get(name)?.count ?? 0) + 1, ceiling: perMinute });
  }
  return [...asks.values()];
}

export const stocksOf = (grants: readonly Grant[], leftovers: Leftovers): Map<string, Stock> =>
  new Map(
    grants.map(({ name, granted, used }) => [
      name,
      { used, available: granted + (leftovers.get(name) ?? 0) },
    ]),
  );

/** What was taken for requests that another limit refused. */
export const leftoversOf = (stocks: ReadonlyMap<string, Stock>): Leftovers =>
  new Map(
    [...stocks].flatMap(([name, { available }]) => (available > 0 ? [[name, available] as const] : [])),
  );

/**
 * Decides requests in their order, each against all of its limits: it takes one from every stock or nothing at all, so
 * that what one limit refuses does not use up another. What is left in the stocks afterwards was taken for nothing.
 */
export const allot = (
  requests: readonly (readonly RateLimit[])[],
  stocks: ReadonlyMap<string, Stock>,
): Verdict[] => requests.map((limits) => decide(limits, stocks));

function decide(limits: readonly RateLimit[], stocks: ReadonlyMap<string, Stock>): Verdict {
  const refusing = limits.find(({ name }) => (stocks.get(name)?.available ?? 0) <= 0);
  if (refusing !== undefined) return { allowed: false, binding: refusing, remaining: 0 };

  for (const { name } of limits) {
    const stock = stocks.get(name);
    if (stock !== undefined) stock.available -= 1;
  }
  const [first, ...others] = limits.map((binding) => ({ binding, remaining: left(binding, stocks) }));
  if (first === undefined) throw new Error('every request has a limit');
  const tightest = others.reduce((least, next) => (next.remaining < least.remaining ? next : least), first);
  return { allowed: true, ...tightest };
}

/** What nobody has taken yet, and what this process took and has not given away. */
function left({ name, perMinute }: RateLimit, stocks: ReadonlyMap<string, Stock>): number {
  const { used = perMinute, available = 0 } = stocks.get(name) ?? {};
  return Math.max(0, perMinute - used + available);
}
