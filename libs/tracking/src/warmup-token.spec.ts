import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId } from '#kernel';
import { readSendId, signSendId } from './send-token.js';
import { readWarmupToken, signWarmupToken } from './warmup-token.js';

const SECRET = 'a-secret-of-the-tests';
const ends = { from: 'ada@one.example', to: 'grace@two.example' };
const send = newId('send');
const token = signWarmupToken(SECRET, send, ends);

describe('the token of a warmup message', () => {
  it('names its send between its two addresses, in any case', () => {
    const upper = { from: 'Ada@One.Example', to: 'GRACE@two.example' };

    expect(readWarmupToken(SECRET, ` ${token.toUpperCase()} `, upper)).toBe(send);
    expect(signWarmupToken(SECRET, send, ends)).toBe(token);
  });

  it.each([
    { from: ends.from, to: 'eve@two.example' },
    { from: 'eve@one.example', to: ends.to },
    { from: ends.to, to: ends.from },
    { from: `${ends.from}\n${ends.to}`, to: '' },
  ])('is worth nothing from $from to $to', (others) => {
    expect(readWarmupToken(SECRET, token, others)).toBeNull();
  });

  it('is no signed id of a send, and the other way round', () => {
    expect(readSendId(SECRET, token)).toBeNull();
    expect(readWarmupToken(SECRET, signSendId(SECRET, send), ends)).toBeNull();
  });

  it('cannot be changed, and no text makes its reader throw', () => {
    expect(readWarmupToken('another-secret-of-tests', token, ends)).toBeNull();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-z]{26}\.[0-9a-f]{32}$/)), (text) => {
        expect(readWarmupToken(SECRET, text, ends)).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom('0', '5', 'a', 'f', 'z', '.'), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        expect(readWarmupToken(SECRET, changed, ends)).toBe(changed === token ? send : null);
      }),
    );
  });
});
