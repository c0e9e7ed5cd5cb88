import { HttpFailure } from './http-failure.js';

export interface BodyLimits {
  /** No more is read: the connection is then dropped. */
  readonly maxBytes: number;
  /** A larger body is an error (`fail`), or its beginning is the answer (`cut`). */
  readonly whenLarger: 'fail' | 'cut';
  /** The first bytes, which are kept. The others are read and dropped. As many as are read, unless it is given. */
  readonly keepBytes?: number;
}

export interface Body {
  readonly body: Buffer;
  /** The body was larger than what is kept. */
  readonly truncated: boolean;
}

/**
 * Reads a body within its limits. The kept bytes are copied: a chunk is a view on the whole buffer that was read.
 * @throws HttpFailure where a larger body is an error
 */
export async function readBody(
  chunks: AsyncIterable<Buffer>,
  { maxBytes, whenLarger, keepBytes = maxBytes }: BodyLimits,
): Promise<Body> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    if (size < keepBytes) kept.push(Buffer.from(chunk.subarray(0, keepBytes - size)));
    size += chunk.length;
    if (size > maxBytes) break; // ends the stream, and with it the connection
  }
  if (size > maxBytes && whenLarger === 'fail') {
    throw new HttpFailure('answer_too_large', `the answer of the server is larger than ${maxBytes} bytes`);
  }
  return { body: Buffer.concat(kept), truncated: size > keepBytes };
}
