import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretBox, UnreadableSecret } from './secret-box.js';

const box = new SecretBox(randomBytes(32));

describe('an encrypted secret', () => {
  it('is decrypted for its owner', () => {
    expect(box.decrypt(box.encrypt('sésame', 'alice'), 'alice')).toBe('sésame');
    expect(box.decrypt(box.encrypt('', 'alice'), 'alice')).toBe('');
  });

  it('never looks the same twice, and never like the secret', () => {
    const [one, two] = [box.encrypt('sesame', 'alice'), box.encrypt('sesame', 'alice')];

    expect(one === two).toBe(false);
    expect(one.includes('sesame')).toBe(false);
  });

  it('is not decrypted for another owner', () => {
    expect(() => box.decrypt(box.encrypt('sesame', 'alice'), 'bob')).toThrow(/unable to authenticate/);
  });

  it('is not decrypted after any single bit was changed', () => {
    const encrypted = box.encrypt('sesame', 'alice');
    const [keyId = '', text = ''] = encrypted.split('.');
    const bytes = Buffer.from(text, 'base64url');

    for (const place of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(place) ^ 1, place);
      expect(() => box.decrypt(`${keyId}.${changed.toString('base64url')}`, 'alice')).toThrow(
        /unable to authenticate/,
      );
    }
  });

  it('says which key it needs when it is not this one', () => {
    const other = new SecretBox(randomBytes(32));

    expect(() => box.decrypt(other.encrypt('sesame', 'alice'), 'alice')).toThrow(other.keyId);
  });

  it('is decrypted with an old key, and encrypted with the current one', () => {
    const [before, now] = [randomBytes(32), randomBytes(32)];
    const encrypted = new SecretBox(before).encrypt('sesame', 'alice');
    const rotated = new SecretBox(now, [randomBytes(32), before]);

    expect(rotated.decrypt(encrypted, 'alice')).toBe('sesame');
    const again = rotated.encrypt('sesame', 'alice');
    expect(new SecretBox(now).decrypt(again, 'alice')).toBe('sesame');
    expect(() => new SecretBox(before).decrypt(again, 'alice')).toThrow(UnreadableSecret);
  });
});
