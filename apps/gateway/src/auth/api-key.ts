import { hash, randomBytes } from 'node:crypto';

const PREFIX = 'nmbapi_';
const SECRET_BYTES = 32;
/** Characters of a key that lists show, so that a person recognises it. */
const SHOWN_CHARACTERS = PREFIX.length + 6;

const API_KEY = /^nmbapi_[A-Za-z0-9_-]{43}$/;

export interface NewApiKey {
  /** Shown once and never stored. */
  readonly secret: string;
  readonly hash: Buffer;
  readonly prefix: string;
}

export function newApiKey(): NewApiKey {
  const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
  return { secret, hash: hashOfKey(secret), prefix: secret.slice(0, SHOWN_CHARACTERS) };
}

export const looksLikeApiKey = (token: string): boolean => API_KEY.test(token);

/** Plain SHA-256 is enough: 256 random bits cannot be guessed, and every request pays for the hash. */
export const hashOfKey = (secret: string): Buffer => hash('sha256', secret, 'buffer');
