import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withCorrelation } from '#messaging';
import { fail, SpanKind, withSpan } from '#telemetry';

export const REQUEST_ID = 'x-request-id';

/** Fits into a header and a log line without quotes. */
const SANE_ID = /^[\x20-\x7e]{1,128}$/;

/** Runs the rest of the request with its id and trace, which then appear in its requests, events and log lines. */
export function correlate(request: FastifyRequest, reply: FastifyReply, next: () => void): void {
  const requestId = identify(request, reply);
  withCorrelation({ requestId, traceparent: single(request.headers['traceparent']) }, () => {
    record(request, reply, next);
  });
}

/** By the route, as the path may hold the token of a person. */
function record({ method, routeOptions }: FastifyRequest, reply: FastifyReply, next: () => void): void {
  const route = routeOptions.url ?? 'unmatched';
  const attributes = { 'http.request.method': method, 'http.route': route };
  const description = { service: 'gateway', name: `${method} ${route}`, kind: SpanKind.SERVER, attributes };
  withSpan(description, (span) => {
    if (span !== undefined) {
      reply.raw.once('close', () => {
        span.setAttribute('http.response.status_code', reply.raw.statusCode);
        if (reply.raw.statusCode >= 500) fail(span, 'server error');
        span.end();
      });
    }
    next();
  });
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
