import type { ReadBack } from './link.js';

/**
 * The settings that somebody changed at the platform since we last did. They are compared with what the platform showed then,
 * and not with what it was told: a platform that rounds a limit would else differ for ever.
 */
export function editsOf(before: ReadBack, now: ReadBack): string[] {
  const shown = new Map<string, unknown>(Object.entries(now.settings ?? {}));
  const settings = Object.entries(before.settings ?? {})
    .filter(([name, value]) => !isSame(value, shown.get(name)))
    .map(([name]) => name);
  const accounts = sameAddresses(before.accounts, now.accounts) ? [] : ['accounts'];
  return [...settings, ...accounts];
}

/** A setting that the platform shows no more was not edited. */
const isSame = (before: unknown, now: unknown): boolean =>
  before === undefined || now === undefined || isEqual(before, now);

const sameAddresses = (before: readonly string[] | null, now: readonly string[] | null): boolean =>
  before === null || now === null || isEqual(before.toSorted(), now.toSorted());

/** Settings are plain values and lists of them. */
const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
