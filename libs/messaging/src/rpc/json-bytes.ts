import { createHash } from 'node:crypto';

/** A response as the other service wrote it, not parsed: JSON text of a `Data`. */
export class JsonBytes<Data> {
  constructor(
    readonly bytes: Uint8Array,
    /** The digest of a page of a list, as its service computed it. */
    readonly digest?: string,
  ) {}

  parse(): Data {
    return JSON.parse(Buffer.from(this.bytes).toString('utf8'));
  }
}

/** The digest of bytes that tells whether they changed. */
export const digestOf = (bytes: string | Uint8Array): string =>
  createHash('sha1').update(bytes).digest('base64url');
