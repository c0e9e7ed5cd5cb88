import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts the secrets of authenticator apps at rest. The key is derived from a secret that stays for ever: with another
 * one, everybody with a second factor would be locked out.
 */
export class TotpSecrets {
  private readonly key: Uint8Array;

  constructor(lastingSecret: string) {
    this.key = new Uint8Array(
      hkdfSync('sha256', lastingSecret, '', 'secrets of authenticator apps', KEY_BYTES),
    );
  }

  /** Nonce, ciphertext and tag. Bound to its `owner`: copied to another row, it does not decrypt. */
  encrypt(secret: string, owner: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(owner));
    return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error for a secret that was encrypted with another key or for another owner, or was changed since */
  decrypt(encrypted: Buffer, owner: string): string {
    const nonce = encrypted.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
    const ciphertext = encrypted.subarray(NONCE_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  }
}
