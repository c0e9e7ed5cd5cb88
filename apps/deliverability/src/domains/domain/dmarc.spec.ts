import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { dmarcDomains, dmarcFinding } from './dmarc-finding.js';
import type { Texts } from './finding.js';

const judge = (domain: string, answers: Readonly<Record<string, Texts>>) =>
  dmarcFinding(domain, new Map(Object.entries(answers)));

describe('the places of a DMARC record', () => {
  it.each([
    ['sender.net', ['sender.net']],
    ['a.b.sender.net', ['a.b.sender.net', 'sender.net']],
    ['mail.sender.co.uk', ['mail.sender.co.uk', 'sender.co.uk']],
    ['mail.sender.uk.com', ['mail.sender.uk.com', 'sender.uk.com']],
    ['co.uk', ['co.uk']],
    ['xn--mnchen-3ya.de', ['xn--mnchen-3ya.de']],
  ])('of %s are %j', (domain, places) => {
    expect(dmarcDomains(domain)).toEqual(places);
  });
});

describe('DMARC of a domain', () => {
  it.each([
    ['v=DMARC1; p=reject; rua=mailto:a@sender.net', 'reject'],
    [' v = dmarc1 ;  P = Quarantine ;'.trim(), 'quarantine'],
    ['v=DMARC1;p=reject;sp=none', 'reject'],
  ])('passes with %s', (text, policy) => {
    expect(judge('sender.net', { 'sender.net': ['other', text] })).toMatchObject({
      result: 'pass',
      policy,
      warning: null,
      records: [{ name: '_dmarc.sender.net' }],
    });
  });

  it.each([
    'v=DMARC1; p=none',
    'v=DMARC1; p=nothing; rua=mailto:a@sender.net',
    'v=DMARC1; rua=mailto:a@sender.net',
  ])('passes with a warning where nobody acts on it: %s', (text) => {
    expect(judge('sender.net', { 'sender.net': [text] })).toMatchObject({
      result: 'pass',
      policy: 'none',
      warning: expect.stringContaining('policy is none'),
    });
  });

  it.each([
    ['no DMARC record', []],
    ['no DMARC record', ['v=DMARC2; p=reject']],
    ['2 DMARC records', ['v=DMARC1; p=none', 'v=DMARC1; p=reject']],
    ['no policy', ['v=DMARC1; p=nothing']],
    ['no policy', ['v=DMARC1']],
    ['cannot be read', ['v=DMARC1; p=none; p=reject']],
    ['cannot be read', ['v=DMARC1; reject']],
  ])('fails with %s', (problem, texts) => {
    expect(judge('sender.net', { 'sender.net': texts })).toMatchObject({
      result: 'fail',
      policy: null,
      problem: expect.stringContaining(problem),
      publish: { name: '_dmarc.sender.net', value: expect.stringContaining('v=DMARC1; p=none') },
    });
  });

  it('is that of the organisational domain where the domain has none, with the policy for subdomains', () => {
    const above = ['v=DMARC1; p=reject; sp=quarantine'];
    expect(judge('mail.sender.net', { 'mail.sender.net': [], 'sender.net': above })).toMatchObject({
      result: 'pass',
      policy: 'quarantine',
      records: [{ name: '_dmarc.sender.net' }],
    });
    expect(
      judge('mail.sender.net', { 'mail.sender.net': ['v=DMARC1; p=none'], 'sender.net': above }),
    ).toMatchObject({ policy: 'none' });
  });

  it('is not judged while an answer is missing', () => {
    expect(judge('mail.sender.net', { 'mail.sender.net': undefined, 'sender.net': [] })).toBeUndefined();
    expect(judge('mail.sender.net', { 'mail.sender.net': [], 'sender.net': undefined })).toBeUndefined();
  });

  it('can always be judged', () => {
    fc.assert(
      fc.property(fc.domain(), fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }), (domain, texts) => {
        const answers = dmarcDomains(domain).map((place): [string, Texts] => [
          place,
          texts.map((text) => `v=DMARC1;${text}`),
        ]);
        expect(['pass', 'fail']).toContain(dmarcFinding(domain, new Map(answers))?.result);
      }),
    );
  });
});
