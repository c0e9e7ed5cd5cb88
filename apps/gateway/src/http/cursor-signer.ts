import { createHmac, timingSafeEqual } from 'node:crypto';
import { validationError } from '#kernel';

const SEAL_BYTES = 12;

/** Binds a cursor to the list that it was given out for. Every gateway has the same secret, so that any takes it back. */
export class CursorSeal {
  constructor(private readonly secret: string) {}

  close(cursor: string, list: string): string {
    return `${cursor}.${this.sealOf(cursor, list)}`;
  }

  /** @throws validation_error for one that was changed, cut off, or given out for another list */
  open(sealed: string, list: string): string {
    const end = sealed.lastIndexOf('.');
    const cursor = sealed.slice(0, Math.max(end, 0));
    const given = Buffer.from(sealed.slice(end + 1));
    const expected = Buffer.from(this.sealOf(cursor, list));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return cursor;

    throw validationError([{ field: 'cursor', code: 'invalid', message: 'is not a cursor of this list' }]);
  }

  private sealOf(cursor: string, list: string): string {
    const mac = createHmac('sha256', this.secret).update(`cursor\n${list}\n${cursor}`).digest();
    return mac.subarray(0, SEAL_BYTES).toString('base64url');
  }
}
