import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { dkimFinding } from './dkim-finding.js';
import { dkimKey } from './dkim-key.js';
import type { DomainProfile } from './domain-profile.js';
import type { Texts } from './finding.js';

const rsa = (modulusLength: number, type: 'spki' | 'pkcs1' = 'spki') =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'der', type }).toString('base64');
const [short, medium, long] = [rsa(768), rsa(1_024), rsa(2_048)];
const ed25519 = generateKeyPairSync('ed25519')
  .publicKey.export({ format: 'der', type: 'spki' })
  .subarray(-32);

const GOOD = `v=DKIM1; k=rsa; p=${long}`;

describe('the key at a DKIM selector', () => {
  it.each([
    ['as usual', GOOD],
    ['without a version', `p=${long}`],
    [
      'in odd spacing and case',
      ` V = DKIM1 ;K=RSA;  h = sha1 : sha256 ; s=email; p = ${long.slice(0, 70)} ${long.slice(70)} ; `,
    ],
    ['as a bare RSA key', `v=DKIM1; p=${rsa(2_048, 'pkcs1')}`],
    ['of Ed25519', `v=DKIM1; k=ed25519; p=${ed25519.toString('base64')}`],
    ['for subdomains not', `v=DKIM1; t=s; p=${long}`],
  ])('is valid %s', (_, text) => {
    expect(dkimKey([text])).toEqual({ state: 'valid', warning: null });
  });

  it.each([
    ['is revoked', 'v=DKIM1; p='],
    ['is revoked', 'v=DKIM1; k=rsa; p=   ;'],
    ['has a key of 768 bits', `v=DKIM1; p=${short}`],
    ['cannot be read', `v=DKIM1; p=${long.slice(0, 100)}`],
    ['cannot be read', 'v=DKIM1; p=not a key!'],
    ['cannot be read', `v=DKIM1; k=ed25519; p=${long}`],
    ['cannot be read', `v=DKIM1; k=rsa; p=${ed25519.toString('base64')}`],
    ['another version', `v=DKIM2; p=${long}`],
    ['another type', `v=DKIM1; k=dsa; p=${long}`],
    ['the hash sha256', `v=DKIM1; h=sha1; p=${long}`],
    ['is not for e-mail', `v=DKIM1; s=tlsrpt; p=${long}`],
    ['no DKIM key', 'v=spf1 -all'],
    ['no DKIM key', ''],
  ])('%s: %s', (problem, text) => {
    expect(dkimKey([text])).toEqual({ state: 'wrong', problem: expect.stringContaining(problem) });
  });

  it('is missing without a record, and wrong with two', () => {
    expect(dkimKey([])).toEqual({ state: 'missing' });
    expect(dkimKey([GOOD, GOOD])).toMatchObject({
      state: 'wrong',
      problem: expect.stringContaining('2 keys'),
    });
    expect(dkimKey(['unrelated', GOOD])).toMatchObject({ state: 'valid' });
  });

  it.each([
    ['1024 bits', `p=${medium}`],
    ['t=y', `t=y:s; p=${long}`],
  ])('is valid with a warning: %s', (warning, text) => {
    expect(dkimKey([text])).toEqual({ state: 'valid', warning: expect.stringContaining(warning) });
  });

  it('can always be judged', () => {
    const tag = fc.tuple(
      fc.constantFrom('v', 'k', 'p', 'h', 's', 't'),
      fc.oneof(fc.string(), fc.base64String()),
    );
    const tags = fc.array(tag).map((list) => list.map(([name, value]) => `${name}=${value}`).join(';'));
    fc.assert(
      fc.property(fc.array(fc.oneof(tags, fc.string({ unit: 'binary' })), { maxLength: 3 }), (texts) => {
        expect(['missing', 'wrong', 'valid']).toContain(dkimKey(texts).state);
      }),
    );
  });
});

describe('DKIM of a domain', () => {
  const profile = (provider: DomainProfile['provider'], ...dkim_selectors: string[]): DomainProfile => ({
    provider,
    dkim_selectors,
    smtp_host: 'smtp.sender.net',
  });
  const judge = (asked: DomainProfile, answers: Readonly<Record<string, Texts>>, others: Texts = []) => {
    const names = ['google', 'selector1', 'selector2', 'default', 'dkim', 'mail', 's1', 's2', 'k1'];
    const all = [...names, ...asked.dkim_selectors].map((name): [string, Texts] => [name, others]);
    return dkimFinding('sender.net', new Map([...all, ...Object.entries(answers)]), asked);
  };

  it('passes where each named selector has a key', () => {
    expect(judge(profile('smtp', 's1', 's2'), { s1: [GOOD], s2: [GOOD] })).toMatchObject({
      result: 'pass',
      records: [{ name: 's1._domainkey.sender.net', value: GOOD }, { name: 's2._domainkey.sender.net' }],
    });
  });

  it.each([
    ['has no record', []],
    ['is revoked', ['v=DKIM1; p=']],
  ])('fails where a named selector %s, also while another one has no answer', (problem, texts) => {
    expect(judge(profile('smtp', 's1', 's2', 's3'), { s1: [GOOD], s2: texts, s3: undefined })).toMatchObject({
      result: 'fail',
      problem: expect.stringContaining(`s2._domainkey.sender.net ${problem}`),
      publish: { name: 's2._domainkey.sender.net' },
    });
  });

  it.each([
    ['gmail', 'google'],
    ['microsoft365', 'selector2'],
    ['smtp', 's1'],
  ] as const)('passes with one key at the usual selectors of %s', (provider, selector) => {
    expect(judge(profile(provider), { [selector]: [GOOD] })).toMatchObject({ result: 'pass' });
  });

  it('is unknown, and never fails, without a valid key at the usual selectors', () => {
    for (const texts of [[], ['v=DKIM1; p='], ['nonsense']]) {
      expect(judge(profile('smtp'), { default: texts })).toMatchObject({
        result: 'unknown',
        problem: expect.stringContaining('dkim_selectors'),
      });
    }
  });

  it('is not judged while the answer that decides is missing', () => {
    expect(judge(profile('smtp', 's1'), { s1: undefined })).toBeUndefined();
    expect(judge(profile('smtp'), { k1: undefined })).toBeUndefined();
    expect(judge(profile('smtp'), { k1: undefined, s1: [GOOD] })).toMatchObject({ result: 'pass' });
  });
});
