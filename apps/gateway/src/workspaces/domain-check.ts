import { hostIn } from './public-host.js';

/** The DNS records of a tracking domain. Undefined: there was no answer. */
export interface DomainRecords {
  readonly cnames: readonly string[] | undefined;
  readonly addresses: readonly string[] | undefined;
  readonly targetAddresses: readonly string[] | undefined;
}

/** `unknown`: our own name servers do not answer, which says nothing about the domain. */
export type DomainVerdict =
  | { readonly result: 'right' }
  | { readonly result: 'wrong'; readonly problem: string }
  | { readonly result: 'unknown' };

/**
 * A domain is right if its CNAME is the target, or if all its addresses are addresses of the target: the top of a zone can
 * have no CNAME, and some providers answer with addresses instead (ALIAS). A problem repeats nothing that was looked up, so
 * that nobody reads the names of a private network by it.
 */
export function judgeDomain(
  { cnames, addresses, targetAddresses }: DomainRecords,
  target: string,
): DomainVerdict {
  if (cnames?.some((name) => hostIn(name) === target) === true) return { result: 'right' };
  if (targetAddresses === undefined) return { result: 'unknown' };
  if (addresses === undefined)
    return { result: 'wrong', problem: 'the name servers of the domain did not answer' };
  if (addresses.length === 0)
    return { result: 'wrong', problem: `the domain has no record: add a CNAME to ${target}` };
  if (addresses.every((address) => targetAddresses.includes(address))) return { result: 'right' };
  return { result: 'wrong', problem: `the domain leads elsewhere: its CNAME has to be ${target}` };
}

/** Three in a row: a name server that misses one question takes no domain away. */
export const MAX_FAILURES = 3;

const MINUTE_MS = 60_000;
const EVERY_MS = { active: 30 * MINUTE_MS, failing: MINUTE_MS, failed: 10 * MINUTE_MS } as const;

export interface DomainState {
  readonly status: 'pending' | 'active' | 'failed';
  readonly failures: number;
}

/** The state of a domain after a check, and when the next one is due. `jitter` from 0 to 1 spreads the checks. */
export function afterCheck(
  before: DomainState,
  verdict: DomainVerdict,
  jitter: number,
): DomainState & { readonly problem: string | null; readonly nextInMs: number } {
  const spread = (ms: number): number => ms + Math.floor((jitter * ms) / 4);
  if (verdict.result === 'unknown') return { ...before, problem: null, nextInMs: spread(EVERY_MS.failing) };
  if (verdict.result === 'right')
    return { status: 'active', failures: 0, problem: null, nextInMs: spread(EVERY_MS.active) };

  const failures = Math.min(before.failures + 1, MAX_FAILURES);
  const status = failures >= MAX_FAILURES ? 'failed' : before.status;
  const nextInMs = spread(status === 'failed' ? EVERY_MS.failed : EVERY_MS.failing);
  return { status, failures, problem: verdict.problem, nextInMs };
}
