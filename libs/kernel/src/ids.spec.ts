import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { TypeID } from 'typeid-js';
import { idOf, isId, newId, uuidOf } from './ids.js';

const accepts = (value: string): boolean => {
  try {
    TypeID.fromString(value, 'camp').toUUID();
    return true;
  } catch {
    return false; // how typeid-js says no
  }
};

const character = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyzA_-'.split(''));

describe('an id', () => {
  it('goes to its stored form and back', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => uuidOf(idOf('camp', uuid)) === uuid));
    expect(() => uuidOf('camp_01h455vb4pex5vsknk084sn0')).toThrow('is not an id');
  });

  it('is written as typeid-js writes it', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(idOf('camp', uuid)).toBe(TypeID.fromUUID('camp', uuid).toString());
      }),
    );
  });

  it('is recognised exactly when typeid-js can decode it', () => {
    const near = fc.string({ unit: character, minLength: 25, maxLength: 27 });
    fc.assert(
      fc.property(near, (suffix) => {
        expect(isId('camp', `camp_${suffix}`)).toBe(accepts(`camp_${suffix}`));
      }),
    );
    fc.assert(fc.property(fc.uuid(), (uuid) => isId('camp', idOf('camp', uuid))));
    fc.assert(fc.property(fc.string(), (text) => expect(isId('camp', text)).toBe(accepts(text))));
  });

  it('with the bits of no uuid is none, or it would be an error of ours where it is decoded', () => {
    const suffixes = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'.split('')),
      minLength: 25,
      maxLength: 25,
    });
    fc.assert(
      fc.property(suffixes, (rest) => {
        const id = `camp_0${rest}`;
        expect(isId('camp', id)).toBe(accepts(id));
      }),
    );
    expect(isId('camp', 'camp_01kb4z0000000000000000000a')).toBe(false);
    for (const bound of ['0'.repeat(26), `7${'z'.repeat(25)}`])
      expect(isId('camp', `camp_${bound}`)).toBe(true);
  });

  it('of another kind is not one of this kind', () => {
    expect(isId('camp', newId('seq'))).toBe(false);
    expect(isId('send', `camp_${newId('send').slice(5)}`)).toBe(false);
  });
});
