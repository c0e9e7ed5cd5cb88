import { HttpFailure } from './http-failure.js';

export interface BodyLimits {
  /** No more is read: the connection is then dropped. */
  readonly maxBytes: number;
  /** A larger body is an error (`fail`), or its beginning is the answer (`cut`). */
  readonly whenLarger: 'fail' | 'cut';
  /** The first bytes, which are kept. The others are read and dropped. As many as are read, unless it is given. */
  readonly keepBytes?: number;
}

/** The first bytes of a body that is read within its limits. */
export class BoundedBody {
  private readonly kept: Buffer[] = [];
  private readonly keepBytes: number;
  private size = 0;

  constructor(private readonly limits: BodyLimits) {
    this.keepBytes = limits.keepBytes ?? limits.maxBytes;
  }

  /**
   * Whether more is to be read. The kept bytes are copied: a chunk is a view on the whole buffer that was read.
   * @throws HttpFailure where a larger body is an error
   */
  add(chunk: Buffer): boolean {
    if (this.size < this.keepBytes)
      this.kept.push(Buffer.from(chunk.subarray(0, this.keepBytes - this.size)));
    this.size += chunk.length;
    if (this.size <= this.limits.maxBytes) return true;
    if (this.limits.whenLarger === 'cut') return false;
    const { maxBytes } = this.limits;
    throw new HttpFailure('answer_too_large', `the answer of the server is larger than ${maxBytes} bytes`);
  }

  /** `truncated`: the body was larger than what is kept. */
  read(): { readonly body: Buffer; readonly truncated: boolean } {
    const [only] = this.kept;
    const body = only !== undefined && this.kept.length === 1 ? only : Buffer.concat(this.kept);
    return { body, truncated: this.size > this.keepBytes };
  }
}
