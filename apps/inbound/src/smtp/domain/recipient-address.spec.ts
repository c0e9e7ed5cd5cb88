import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId } from '#kernel';
import { readSendId, signSendId } from '#tracking';
import { signedRecipient } from './recipient-address.js';

const SECRET = 'a secret of tests';
const DOMAIN = 'replies.example';
const sendId = newId('send');
const token = signSendId(SECRET, sendId);

const read = (address: string) => signedRecipient(address, DOMAIN, (given) => readSendId(SECRET, given));

describe('an address of ours', () => {
  it.each([
    ['r', 'reply'],
    ['b', 'bounce'],
    ['u', 'unsubscribe'],
  ])('with %s- names its send, in any case', (letter, purpose) => {
    const address = `${letter}-${token}@${DOMAIN}`;

    expect(read(address)).toEqual({ purpose, sendId });
    expect(read(address.toUpperCase())).toEqual({ purpose, sendId });
  });

  it.each([
    `r-${token}@elsewhere.example`,
    `r-${token}@mail.${DOMAIN}`,
    `r-${token}`,
    `x-${token}@${DOMAIN}`,
    `${token}@${DOMAIN}`,
    `r-${signSendId('another secret of tests', sendId)}@${DOMAIN}`,
    `r-${token.slice(0, -1)}@${DOMAIN}`,
    `r-${token}0@${DOMAIN}`,
    `r-${token}@${DOMAIN}@elsewhere.example`,
    `postmaster@${DOMAIN}`,
    '',
  ])('is not %s', (address) => {
    expect(read(address)).toBeNull();
  });

  it('is no other text', () => {
    fc.assert(fc.property(fc.string(), (text) => read(`r-${text}@${DOMAIN}`) === null));
    fc.assert(fc.property(fc.string(), (text) => read(text) === null));
  });

  it('names no send after one character of it was changed', () => {
    const address = `r-${token}@${DOMAIN}`;
    const changes = fc.tuple(
      fc.nat(address.length - 1),
      fc.constantFrom('0', '7', 'a', 'f', 'x', 'z', '.', '-', '@'),
    );

    fc.assert(
      fc.property(changes, ([place, character]) => {
        const changed = `${address.slice(0, place)}${character}${address.slice(place + 1)}`;
        const found = read(changed);
        return found === null || (found.sendId === sendId && (changed === address || place === 0));
      }),
    );
  });
});
