import { createHmac, timingSafeEqual } from 'node:crypto';
import { validationError } from '#kernel';

const SIGNATURE_BYTES = 12;

/** The cursor with its signature. Each list has its own key, so that its cursors are refused by every other list. */
export const signCursor = (cursor: string, key: string): string => `${cursor}.${signatureOf(cursor, key)}`;

/** The cursor. @throws validation_error for one that was changed, cut off, or signed with another key */
export function verifyCursor(signed: string, key: string): string {
  const end = signed.lastIndexOf('.');
  const cursor = signed.slice(0, Math.max(end, 0));
  const given = Buffer.from(signed.slice(end + 1));
  const expected = Buffer.from(signatureOf(cursor, key));
  if (given.length === expected.length && timingSafeEqual(given, expected)) return cursor;

  throw validationError([
    { field: 'cursor', code: 'invalid_format', message: 'is not a cursor of this list' },
  ]);
}

const signatureOf = (cursor: string, key: string): string =>
  createHmac('sha256', key).update(cursor).digest().subarray(0, SIGNATURE_BYTES).toString('base64url');
