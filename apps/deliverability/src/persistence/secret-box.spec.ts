import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretBox } from './secret-box.js';

const box = new SecretBox(randomBytes(32));

describe('a sealed secret', () => {
  it('opens for its owner', () => {
    expect(box.open(box.seal('sésame', 'alice'), 'alice')).toBe('sésame');
    expect(box.open(box.seal('', 'alice'), 'alice')).toBe('');
  });

  it('never looks the same twice, and never like the secret', () => {
    const [one, two] = [box.seal('sesame', 'alice'), box.seal('sesame', 'alice')];

    expect(one.ciphertext.equals(two.ciphertext)).toBe(false);
    expect(one.ciphertext.includes('sesame')).toBe(false);
  });

  it('does not open for another owner', () => {
    expect(() => box.open(box.seal('sesame', 'alice'), 'bob')).toThrow(/unable to authenticate/);
  });

  it('does not open after a single bit was changed', () => {
    const sealed = box.seal('sesame', 'alice');
    sealed.ciphertext.writeUInt8(sealed.ciphertext.readUInt8(0) ^ 1, 0);

    expect(() => box.open(sealed, 'alice')).toThrow(/unable to authenticate/);
  });

  it('says which key it needs when it is not this one', () => {
    const other = new SecretBox(randomBytes(32));

    expect(() => box.open(other.seal('sesame', 'alice'), 'alice')).toThrow(other.keyId);
  });
});
