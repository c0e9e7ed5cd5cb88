import { hash, randomBytes } from 'node:crypto';
import { DomainError } from '#kernel';

export type Purpose = 'invitation' | 'password_reset';

const DAY_MS = 24 * 3_600_000;
const KINDS = {
  invitation: { prefix: 'nmbinvite_', lifetimeMs: 7 * DAY_MS },
  password_reset: { prefix: 'nmbreset_', lifetimeMs: DAY_MS },
} as const;

/** A token that works once, for one person and one purpose. */
export interface OneTimeToken {
  readonly purpose: Purpose;
  /** Shown once and never stored. */
  readonly token: string;
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

export function newOneTimeToken(purpose: Purpose, now: Date): OneTimeToken {
  const { prefix, lifetimeMs } = KINDS[purpose];
  const token = prefix + randomBytes(32).toString('base64url');
  return { purpose, token, hash: hashOfToken(token), expiresAt: new Date(now.getTime() + lifetimeMs) };
}

/** Plain SHA-256 is enough: 256 random bits cannot be guessed. */
export const hashOfToken = (token: string): Buffer => hash('sha256', token, 'buffer');

/** One text for every token that does not work, so that it tells nothing about others. */
export const unknownToken = (): DomainError =>
  new DomainError('not_found', 'not_found', 'the token is unknown, expired or used');
