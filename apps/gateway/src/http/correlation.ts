import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withCorrelation } from '#messaging';

export const REQUEST_ID = 'x-request-id';

/** Fits into a header and a log line without quotes. */
const SANE_ID = /^[\x20-\x7e]{1,128}$/;

/** Runs the rest of the request with its id and trace, which then appear in its requests, events and log lines. */
export function correlate(request: FastifyRequest, reply: FastifyReply, next: () => void): void {
  const requestId = identify(request, reply);
  withCorrelation({ requestId, traceparent: single(request.headers['traceparent']) }, next);
}

/** The caller's own id if it is valid, or else a new one; the response carries it in both cases. */
export function identify(request: FastifyRequest, reply: FastifyReply): string {
  const given = single(request.headers[REQUEST_ID]);
  const requestId = given !== undefined && SANE_ID.test(given) ? given : randomUUID();
  void reply.header(REQUEST_ID, requestId);
  return requestId;
}

const single = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;
