import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

const SECRET_BYTES = 32;
const REFRESH_TOKEN = /^nmbrefresh_([0-9a-f-]{36})_[A-Za-z0-9_-]{43}$/;

export interface RefreshToken {
  /** Shown once and never stored. */
  readonly token: string;
  readonly hash: Buffer;
}

/** The token names its session, so that the reuse of an old token shows which session was stolen. */
export function newRefreshToken(sessionId: string): RefreshToken {
  const token = `nmbrefresh_${sessionId}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, hash: hashOf(token) };
}

/** Undefined for a text that cannot be a refresh token. */
export function readRefreshToken(token: string): { sessionId: string; hash: Buffer } | undefined {
  const sessionId = z.uuid().safeParse(REFRESH_TOKEN.exec(token)?.[1]);
  return sessionId.success ? { sessionId: sessionId.data, hash: hashOf(token) } : undefined;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
