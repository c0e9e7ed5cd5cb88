import { describe, expect, it } from '@jest/globals';
import { Secret } from 'otpauth';
import { newTotpSecret, otpauthUri, stepOf } from './totp.js';

/** The secret of RFC 6238, appendix B, for SHA-1; the codes are the last six of its eight digits. */
const SECRET = Secret.fromUTF8('12345678901234567890').base32;

describe('a code of an authenticator app', () => {
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
    [20_000_000_000, '353130', 666_666_666],
  ])('at %i s of RFC 6238 is %s', (seconds, code, step) => {
    expect(stepOf(code, SECRET, new Date(seconds * 1_000))).toBe(step);
  });

  it('is accepted one step early and late, and no further', () => {
    const at = (seconds: number) => stepOf('287082', SECRET, new Date(seconds * 1_000));
    expect([0, 29, 59, 60, 89].map(at)).toEqual([1, 1, 1, 1, 1]);
    expect(at(90)).toBeUndefined();
    expect(stepOf('28708', SECRET, new Date(59_000))).toBeUndefined();
  });

  it('comes of a secret of 160 bits that an app can read', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(otpauthUri(secret, 'Acme (ada@acme.example)')).toBe(
      `otpauth://totp/Nimbus:Acme%20(ada%40acme.example)?issuer=Nimbus&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
    );
  });
});
