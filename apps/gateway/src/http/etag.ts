import type { FastifyReply, FastifyRequest } from 'fastify';
import { codingOf } from './compression.js';
import { entityTag, isUnchanged } from './entity-tag.js';

declare module 'fastify' {
  interface FastifyReply {
    /** The digest of the body, where the service that wrote it has computed one. */
    bodyDigest?: string | undefined;
  }
}

/**
 * A hook `onSend`: gives each JSON answer to a GET an `ETag`, and answers `304` without a body to a caller that has the
 * same text already, such as a dashboard that polls.
 */
export const notModified =
  (methodsOf: (url: string) => readonly string[]) =>
  async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (request.method !== 'GET' || reply.statusCode !== 200) return payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    if (!String(reply.getHeader('content-type')).startsWith('application/json')) return payload;

    const isResource = methodsOf(request.url).some((method) => method === 'PATCH' || method === 'DELETE');
    const coding = codingOf(request, reply, payload);
    const tag = entityTag(payload, { digest: reply.bodyDigest, isResource, coding });
    void reply.header('etag', tag);
    const known = request.headers['if-none-match'];
    if (known === undefined || !isUnchanged(known, tag)) return payload;

    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return null;
  };
