import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A One-Click body has 26 bytes, or some 200 as multipart. */
const READ_BYTES = 4_096;

/**
 * A hook `onRequest`: a route that takes any body must not fail over its media type. Fastify refuses a malformed one
 * before a parser could take it.
 */
export function forgetMediaType(
  { raw, routeOptions }: FastifyRequest,
  _: FastifyReply,
  next: () => void,
): void {
  if (routeOptions.config.anyBody === true) delete raw.headers['content-type'];
  next();
}

/** The beginning of a body as text. The rest is not read: nothing in it could change the answer. */
export function readAnyBody(body: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (): void => resolve(Buffer.concat(chunks).subarray(0, READ_BYTES).toString('latin1'));
    body.once('end', done).once('error', reject);
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes < READ_BYTES) return;
      body.pause();
      done();
    });
  });
}
