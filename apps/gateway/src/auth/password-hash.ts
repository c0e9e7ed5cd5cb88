import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** A setting for scrypt that OWASP recommends: 32 MB and about 0.3 s for each guess. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
/** The limit for Node; scrypt needs 128 · N · r bytes and a little more. */
const MAX_MEMORY_BYTES = 256 * COST.N * COST.r;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/**
 * `scrypt$N$r$p$salt$key`, the last two in base64url. The parameters are stored with the hash, so that they can be
 * raised later without locking users out.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  // Normalized, because the same characters typed on another keyboard may arrive composed differently.
  const key = await derive(password.normalize('NFKC'), salt, { ...COST, maxmem: MAX_MEMORY_BYTES });
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Compares a password with a stored hash. Without a hash it takes as long and is false. */
export async function verifyPassword(password: string, stored = NOBODYS): Promise<boolean> {
  const [name, N, r, p, salt, key] = stored.split('$');
  if (name !== 'scrypt' || salt === undefined || key === undefined) throw new Error('not a hash of scrypt');

  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const options = { ...cost, maxmem: 256 * cost.N * cost.r };
  const derived = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), options);
  return timingSafeEqual(derived, Buffer.from(key, 'base64url'));
}

/** The hash of no password: its key is random. */
const NOBODYS = [
  'scrypt',
  COST.N,
  COST.r,
  COST.p,
  randomBytes(SALT_BYTES).toString('base64url'),
  randomBytes(KEY_BYTES).toString('base64url'),
].join('$');

const derive = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
