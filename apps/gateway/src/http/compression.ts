import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedCoding, type Coding } from './accepted-coding.js';

/** A smaller answer fits into a packet as it is. */
const MIN_BYTES = 1_024;
/** Without streams of events: a compressor would keep an event until it has enough of them. */
const TEXT = /^(text\/(?!event-stream)|application\/(json|problem\+json|x-ndjson)\b)/;

/** Low levels: 50 campaigns, 62 kB, become 10.2 kB in 0.1 ms by brotli 1, and 9.9 kB in 0.4 ms by brotli 4. */
const BROTLI = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 1,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  },
};
const GZIP = { level: 1 };

const brotlied = promisify(brotliCompress);
const gzipped = promisify(gzip);

/**
 * A hook `onSend`, the last one of a route, since the others read the text: compresses it for a caller that takes it so.
 * An answer that shows a secret is left alone: its length would tell of the secret to who can add text beside it.
 */
export async function compress(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (!isCompressible(request, reply)) return payload;
  void reply.header('vary', 'Accept-Encoding');
  const coding = codingOf(request, reply, payload);
  if (coding === undefined) return payload;

  void reply.header('content-encoding', coding).removeHeader('content-length');
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
    return coding === 'br' ? brotlied(payload, BROTLI) : gzipped(payload, GZIP);
  }
  return payload instanceof Readable ? streamed(payload, coding) : payload;
}

/** The coding in which this answer leaves; undefined for one that leaves as it is. */
export function codingOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): Coding | undefined {
  if (!isCompressible(request, reply) || bytesOf(request, reply, payload) < MIN_BYTES) return undefined;
  return acceptedCoding(request.headers['accept-encoding']);
}

/** Also a 304 has the `Vary` of its 200, but has lost its media type. */
function isCompressible({ routeOptions }: FastifyRequest, reply: FastifyReply): boolean {
  if (routeOptions.config.showsSecret === true) return false;
  return reply.statusCode === 304 || TEXT.test(String(reply.getHeader('content-type')));
}

/** A file that is still being written has no length yet. A HEAD has the length of its GET alone. */
function bytesOf({ method }: FastifyRequest, reply: FastifyReply, payload: unknown): number {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return Buffer.byteLength(payload);
  if (method !== 'HEAD' && !(payload instanceof Readable)) return 0;
  return Number(reply.getHeader('content-length') ?? Infinity);
}

/** A failure of either end destroys the other, and Fastify then ends the connection. */
const streamed = (text: Readable, coding: Coding): Readable =>
  pipeline(text, coding === 'br' ? createBrotliCompress(BROTLI) : createGzip(GZIP), () => undefined);
