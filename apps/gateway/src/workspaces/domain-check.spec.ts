import { describe, expect, it } from '@jest/globals';
import { afterCheck, judgeDomain, MAX_FAILURES, type DomainState } from './domain-check.js';

const TARGET = 'api.example.com';
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '2001:db8::1'];
const judge = (cnames: string[] | undefined, addresses: string[] | undefined, target?: string[] | null) =>
  judgeDomain(
    { cnames, addresses, targetAddresses: target === null ? undefined : (target ?? ADDRESSES) },
    TARGET,
  );

describe('the DNS of a tracking domain', () => {
  it('is right with a CNAME to the target, in any case and with the dot of the root', () => {
    for (const name of ['api.example.com', 'API.Example.com.'])
      expect(judge([name], undefined, null)).toEqual({ result: 'right' });
  });

  it('is right with addresses of the target alone, where there is no CNAME', () => {
    expect(judge([], ['192.0.2.2'])).toEqual({ result: 'right' });
    expect(judge([], ['192.0.2.2', '198.51.100.7'])).toMatchObject({ result: 'wrong' });
  });

  it('is wrong with a problem in words, which repeats no record', () => {
    for (const [cnames, addresses] of [
      [[], []],
      [['db.internal.corp'], ['10.1.2.3']],
      [undefined, undefined],
    ] as const) {
      const verdict = judge(cnames && [...cnames], addresses && [...addresses]);
      expect(verdict).toMatchObject({ result: 'wrong', problem: expect.any(String) });
      expect(JSON.stringify(verdict)).not.toMatch(/10\.1|internal/);
    }
  });

  it('is unknown while our own host is not found either: then our name servers are away', () => {
    expect(judge(undefined, undefined, null)).toEqual({ result: 'unknown' });
  });
});

describe('a tracking domain after a check', () => {
  const wrong = { result: 'wrong', problem: 'no' } as const;
  const after = (before: DomainState, ...verdicts: Parameters<typeof afterCheck>[1][]): DomainState =>
    verdicts.reduce<DomainState>((state, verdict) => afterCheck(state, verdict, 0), before);

  it('is given up after three wrong ones in a row, and comes back with a right one', () => {
    const active = { status: 'active', failures: 0 } as const;
    expect(after(active, wrong, wrong)).toMatchObject({ status: 'active', failures: 2 });
    expect(after(active, wrong, wrong, wrong)).toMatchObject({ status: 'failed', failures: MAX_FAILURES });
    expect(after(active, wrong, wrong, { result: 'right' }, wrong, wrong)).toMatchObject({
      status: 'active',
    });
    expect(after({ status: 'failed', failures: 3 }, { result: 'right' })).toMatchObject({ status: 'active' });
  });

  it('is as before while our name servers are away', () => {
    const before = { status: 'active', failures: 2 } as const;
    expect(after(before, { result: 'unknown' })).toMatchObject(before);
  });

  it('is checked again later, and not with all others at once', () => {
    const { nextInMs } = afterCheck({ status: 'active', failures: 0 }, { result: 'right' }, 0);
    const { nextInMs: late } = afterCheck({ status: 'active', failures: 0 }, { result: 'right' }, 0.99);
    expect(late).toBeGreaterThan(nextInMs);
  });
});
