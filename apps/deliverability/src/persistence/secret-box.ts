import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A secret as it is stored. */
export interface Sealed {
  /** With the authentication tag at its end. */
  readonly ciphertext: Buffer;
  readonly nonce: Buffer;
  /** Which key sealed it: a fingerprint, which says nothing about the key. */
  readonly keyId: string;
}

/** Encrypts secrets at rest with AES-256-GCM. */
export class SecretBox {
  readonly keyId: string;

  constructor(private readonly key: Buffer) {
    this.keyId = createHash('sha256').update(key).digest('hex').slice(0, 16);
  }

  /** Bound to its `owner`: copied to the row of another one, it does not open. */
  seal(secret: string, owner: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(owner));
    const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { ciphertext, nonce, keyId: this.keyId };
  }

  /** Throws when it was sealed with another key or for another owner, or was changed since. */
  open({ ciphertext, nonce, keyId }: Sealed, owner: string): string {
    if (keyId !== this.keyId) {
      throw new Error(`the secret of ${owner} was sealed with key ${keyId}; SECRETS_KEY is ${this.keyId}`);
    }
    const decipher = createDecipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  }
}
