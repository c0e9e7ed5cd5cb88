import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** No key opens the secret for its owner. The message names keys by their fingerprints and holds no secret. */
export class UnreadableSecret extends Error {
  override readonly name = 'UnreadableSecret';
}

/** Encrypts secrets at rest with AES-256-GCM: all with the current key. Old keys only decrypt. */
export class SecretBox {
  /** A fingerprint of the current key, which says nothing about the key. */
  readonly keyId: string;
  private readonly keys: ReadonlyMap<string, Buffer>;

  constructor(
    private readonly current: Buffer,
    old: readonly Buffer[] = [],
  ) {
    this.keyId = fingerprintOf(current);
    this.keys = new Map([...old, current].map((key) => [fingerprintOf(key), key]));
  }

  /** `<key id>.<nonce, ciphertext and tag>`. Bound to its `owner`: copied to another row, it does not decrypt. */
  encrypt(secret: string, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.current, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(owner));
    const parts = [nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return `${this.keyId}.${Buffer.concat(parts).toString('base64url')}`;
  }

  /** @throws UnreadableSecret when no key fits, or when the secret has another owner or was changed since. */
  decrypt(encrypted: string, owner: string): string {
    const [keyId = '', text = ''] = encrypted.split('.');
    const key = this.keys.get(keyId);
    if (key === undefined) {
      const known = [...this.keys.keys()].join(', ');
      throw new UnreadableSecret(`the secret of ${owner} needs key ${keyId}; the keys here are ${known}`);
    }
    try {
      return decrypted(Buffer.from(text, 'base64url'), key, owner);
    } catch (error) {
      throw new UnreadableSecret(`the secret of ${owner}: ${String(error)}`, { cause: error });
    }
  }
}

const fingerprintOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

function decrypted(bytes: Buffer, key: Buffer, owner: string): string {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const ciphertext = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}
