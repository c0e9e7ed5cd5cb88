import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idOf } from '#kernel';
import { readSendId, signSendId } from './send-token.js';

const SECRET = 'a secret of the tests';
const sendId = fc.uuid().map((uuid) => idOf('send', uuid));

describe('the signed id of a send', () => {
  it('is read again in any case, and fits in the local part of an address', () => {
    fc.assert(
      fc.property(sendId, (id) => {
        const token = signSendId(SECRET, id);
        expect(token.length).toBeLessThanOrEqual(60);
        expect(readSendId(SECRET, token)).toBe(id);
        expect(readSendId(SECRET, token.toUpperCase())).toBe(id);
      }),
    );
  });

  it('is refused under another secret, and with any other character', () => {
    fc.assert(
      fc.property(sendId, fc.nat({ max: 46 }), fc.string({ minLength: 1, maxLength: 1 }), (id, at, other) => {
        const token = signSendId(SECRET, id);
        expect(readSendId('another secret', token)).toBeNull();
        fc.pre(token[at]?.toLowerCase() !== other.toLowerCase());
        expect(readSendId(SECRET, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
      }),
    );
  });

  it('is null for any other text, and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => readSendId(SECRET, text) === null));
  });
});
