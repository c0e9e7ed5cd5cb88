import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * A hook `onSend`: gives each JSON answer to a GET an `ETag` of its text, and answers `304` without a body to a caller
 * that has the same text already, such as a dashboard that polls.
 */
export async function notModified(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (method !== 'GET' || reply.statusCode !== 200) return payload;
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
  if (!String(reply.getHeader('content-type')).startsWith('application/json')) return payload;

  const tag = `W/"${createHash('sha1').update(payload).digest('base64url')}"`;
  void reply.header('etag', tag);
  if (!isNamed(headers['if-none-match'], tag)) return payload;

  void reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return null;
}

/** `If-None-Match` compares weakly: `W/` does not count. */
function isNamed(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = tag.slice('W/'.length);
  return header.split(',').some((each) => ['*', opaque].includes(each.trim().replace(/^W\//, '')));
}
