import { describe, expect, it } from '@jest/globals';
import type { DomainProfile } from './domain-profile.js';
import { afterCheck, nextCheckInMs, type Findings, type ProfileFindings } from './domain-state.js';
import { finding, type Finding } from './finding.js';

const NOW = new Date('2026-05-04T12:00:00Z');
const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);

const smtp: DomainProfile = { provider: 'smtp', dkim_selectors: [], smtp_host: 'smtp.sender.net' };
const gmail: DomainProfile = { ...smtp, provider: 'gmail' };

const PASS = finding({});
const FAIL = finding({ result: 'fail', problem: 'why' });
const UNKNOWN = finding({ result: 'unknown' });

const found = (spf: Finding | undefined, profile = smtp): ProfileFindings => ({
  profile,
  spf,
  dkim: PASS,
  dmarc: { ...PASS, policy: 'none' },
});
const check = (before: Findings, spf: Finding | undefined, now = NOW) =>
  afterCheck(before, [found(spf)], now);
const spfOf = (before: Findings, spf: Finding | undefined, now = NOW) => {
  const { findings, accounts } = check(before, spf, now);
  return { domain: findings.spf?.result, account: accounts[0]?.spf };
};

describe('a domain after a check', () => {
  const known = (spf: Finding) => check({}, spf).findings;

  it('has the results of the DNS, and so have its accounts', () => {
    expect(spfOf({}, PASS)).toEqual({ domain: 'pass', account: 'pass' });
    expect(spfOf(known(PASS), FAIL)).toEqual({ domain: 'fail', account: 'fail' });
  });

  it('leaves an account the result that somebody reported, as long as the DNS knows none', () => {
    expect(spfOf({}, undefined)).toEqual({ domain: 'unknown', account: null });
    expect(spfOf({}, UNKNOWN)).toEqual({ domain: 'unknown', account: null });
    expect(spfOf(known(UNKNOWN), UNKNOWN)).toEqual({ domain: 'unknown', account: null });
  });

  it.each([PASS, FAIL])('keeps the last answer for three days while name servers are silent', (last) => {
    expect(spfOf(known(last), undefined, later(71))).toEqual({ domain: last.result, account: null });
    expect(spfOf(known(last), undefined, later(72))).toEqual({ domain: 'unknown', account: 'unknown' });
    const afterwards = check(known(last), undefined, later(72)).findings;
    expect(spfOf(afterwards, undefined, later(73))).toEqual({ domain: 'unknown', account: null });
  });

  it('does not prolong the three days by checks without an answer', () => {
    const silent = check(known(PASS), undefined, later(71)).findings;
    expect(spfOf(silent, undefined, later(73)).account).toBe('unknown');
  });

  it('is unknown at once where the DNS answers and nobody can know any more', () => {
    expect(spfOf(known(PASS), UNKNOWN, later(1))).toEqual({ domain: 'unknown', account: 'unknown' });
  });

  it('shows the worst result of its accounts, and each account has its own', () => {
    const { findings, accounts } = afterCheck({}, [found(PASS), found(FAIL, gmail)], NOW);
    expect(findings.spf).toMatchObject({ result: 'fail', problem: 'why' });
    expect(accounts.map(({ provider, spf }) => [provider, spf])).toEqual([
      ['smtp', 'pass'],
      ['gmail', 'fail'],
    ]);
  });

  it('tells when a mechanism begins to fail and when it fails no more, once', () => {
    const turns = (before: Findings, spf: Finding) => check(before, spf).turns;
    const failing = [{ mechanism: 'spf', result: 'fail', problem: 'why' }];
    expect(turns({}, FAIL)).toEqual(failing);
    expect(turns(known(FAIL), FAIL)).toEqual([]);
    expect(turns(known(FAIL), PASS)).toEqual([{ mechanism: 'spf', result: 'pass', problem: null }]);
    expect(turns(known(PASS), UNKNOWN)).toEqual([]);
  });

  it('is checked again within a day, and within two hours where it fails or nobody answered', () => {
    const hours = (spf: Finding | undefined, jitter: number) =>
      nextCheckInMs(check({}, spf), jitter) / HOUR_MS;
    expect([hours(PASS, 0), hours(PASS, 1)]).toEqual([24, 18]);
    expect([hours(FAIL, 0), hours(undefined, 1)]).toEqual([1, 1.25]);
  });
});
