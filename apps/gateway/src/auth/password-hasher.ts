import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** The parameters of scrypt. */
export interface HashCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** A setting for scrypt that OWASP recommends: 32 MB and about 0.3 s for each guess. */
const COST: HashCost = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/**
 * Hashes passwords, and compares them with their hashes. No setting of the environment makes it cheaper: only code that
 * builds a gateway itself gives another cost, as the tests do, which hash thousands of times.
 */
export class PasswordHasher {
  private readonly nobodys: string;

  constructor(private readonly cost: HashCost = COST) {
    this.nobodys = written(cost, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));
  }

  /**
   * `scrypt$N$r$p$salt$key`, the last two in base64url. The parameters are stored with the hash, so that they can be
   * raised later without locking users out.
   */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return written(this.cost, salt, await derive(password, salt, this.cost));
  }

  /** Compares a password with a stored hash. Without a hash it takes as long and is false. */
  async verify(password: string, stored = this.nobodys): Promise<boolean> {
    const [name, N, r, p, salt, key] = stored.split('$');
    if (name !== 'scrypt' || salt === undefined || key === undefined) throw new Error('not a hash of scrypt');

    const cost = { N: Number(N), r: Number(r), p: Number(p) };
    const derived = await derive(password, Buffer.from(salt, 'base64url'), cost);
    return timingSafeEqual(derived, Buffer.from(key, 'base64url'));
  }
}

const written = ({ N, r, p }: HashCost, salt: Buffer, key: Buffer): string =>
  ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');

function derive(password: string, salt: Buffer, cost: HashCost): Promise<Buffer> {
  // Node has a limit; scrypt needs 128 · N · r bytes and a little more.
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    // Normalized, because the same characters typed on another keyboard may arrive composed differently.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
