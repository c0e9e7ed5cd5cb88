import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { withoutCredentials } from './without-credentials.js';

const LOGIN = { user: 'ada@example.com', password: 'sesame-open' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the text of a server', () => {
  it.each([
    ['535 5.7.8 no sesame-open for ada@example.com', '535 5.7.8 no *** for ***'],
    ['535 <ADA@example.com> is locked', '535 <***> is locked'],
    [`535 AUTH PLAIN ${base64('\0ada@example.com\0sesame-open')}`, '535 AUTH PLAIN ***'],
    [`501 not base64: ${base64('sesame-open').replace(/=+$/, '')}`, '501 not base64: ***'],
    [`501 AUTH=${base64('ada@example.com')};`, '501 AUTH=***;'],
    [`535 CRAM ${base64('ada@example.com 8f1d')}`, '535 CRAM ***'],
    ['535-5.7.8 first\n535 5.7.8 sesame-open', '535-5.7.8 first\n535 5.7.8 ***'],
    ['connect ECONNREFUSED 192.0.2.1:25', 'connect ECONNREFUSED 192.0.2.1:25'],
  ])('%j is kept as %j', (text, kept) => {
    expect(withoutCredentials(text, LOGIN)).toBe(kept);
  });

  it('is kept without an access token, and without the login that carries it', () => {
    const access_token = 'ya29.token';
    const login = base64(`user=ada\u0001auth=Bearer ${access_token}\u0001\u0001`);
    const text = `535 5.7.8 ${login} ya29.token`;
    expect(withoutCredentials(text, { user: 'ada', password: null, access_token })).toBe('535 5.7.8 *** ***');
  });

  it.each([
    ['550 5.1.1 no such user 550', { user: null, password: '550' }, '550 5.1.1 no such user ***'],
    ['550 5.1.1 Canada and ann', { user: 'ann', password: 'a' }, '550 5.1.1 Canada and ***'],
    ['550 a.b and axb', { user: 'a.b', password: null }, '550 *** and axb'],
    ['250 as it is', { user: null, password: null }, '250 as it is'],
    ['250 as it is', { user: '', password: '' }, '250 as it is'],
  ])('%j keeps its codes and other words', (text, login, kept) => {
    expect(withoutCredentials(text, login)).toBe(kept);
  });

  it('never holds the password, plain or encoded, whatever it is and wherever it stands', () => {
    const password = fc
      .string({ unit: 'grapheme', minLength: 5, maxLength: 40 })
      .filter((text) => !text.includes('\n'));
    const words = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', ' ', '=', ':', ';', '<', '.'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(password, words, words, fc.boolean(), (secret, before, after, encoded) => {
        const echoed = encoded ? base64(`\0ada\0${secret}`) : secret;
        const kept = withoutCredentials(`535 ${before} ${echoed} ${after}`, {
          user: 'ada',
          password: secret,
        });
        fc.pre(!`535 ${before}  ${after}***`.includes(secret));
        expect(kept.includes(secret)).toBe(false);
        if (encoded) expect(kept.includes(echoed)).toBe(false);
      }),
    );
  });
});
