import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts secrets at rest with AES-256-GCM. */
export class SecretBox {
  /** A fingerprint of the key, which says nothing about the key. */
  readonly keyId: string;

  constructor(private readonly key: Buffer) {
    this.keyId = createHash('sha256').update(key).digest('hex').slice(0, 16);
  }

  /** `<key id>.<nonce, ciphertext and tag>`. Bound to its `owner`: copied to another row, it does not decrypt. */
  encrypt(secret: string, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(owner));
    const parts = [nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return `${this.keyId}.${Buffer.concat(parts).toString('base64url')}`;
  }

  /** @throws Error when the secret was encrypted with another key or for another owner, or was changed since. */
  decrypt(encrypted: string, owner: string): string {
    const [keyId, text = ''] = encrypted.split('.');
    if (keyId !== this.keyId) {
      throw new Error(`the secret of ${owner} was encrypted with key ${keyId}; SECRETS_KEY is ${this.keyId}`);
    }
    const bytes = Buffer.from(text, 'base64url');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const ciphertext = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  }
}

/** The owner of the secret differs by protocol, so that neither password decrypts in the other's column. */
export const passwordOwner = (accountId: string, protocol: 'smtp' | 'imap'): string =>
  `${accountId} ${protocol}`;
