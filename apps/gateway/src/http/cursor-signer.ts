import { createHmac, timingSafeEqual } from 'node:crypto';
import { validationError } from '#kernel';

const SIGNATURE_BYTES = 12;

/** Binds a cursor to its list. All gateways have the same secret, so that each accepts the cursors of the others. */
export class CursorSigner {
  constructor(private readonly secret: string) {}

  sign(cursor: string, list: string): string {
    return `${cursor}.${this.signatureOf(cursor, list)}`;
  }

  /** @throws validation_error for a cursor that was changed, cut off, or signed for another list */
  verify(signed: string, list: string): string {
    const end = signed.lastIndexOf('.');
    const cursor = signed.slice(0, Math.max(end, 0));
    const given = Buffer.from(signed.slice(end + 1));
    const expected = Buffer.from(this.signatureOf(cursor, list));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return cursor;

    throw validationError([{ field: 'cursor', code: 'invalid', message: 'is not a cursor of this list' }]);
  }

  private signatureOf(cursor: string, list: string): string {
    const mac = createHmac('sha256', this.secret).update(`cursor\n${list}\n${cursor}`).digest();
    return mac.subarray(0, SIGNATURE_BYTES).toString('base64url');
  }
}
