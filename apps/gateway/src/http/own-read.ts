import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unavailable } from '#kernel';
import { REQUEST_ID } from './correlation.js';

export interface OwnAnswer {
  readonly status: number;
  readonly headers: ReturnType<FastifyReply['getHeaders']>;
  readonly body: unknown;
}

/** The receivers of the answers to the GETs that the gateway makes itself. */
const waiting = new WeakMap<IncomingMessage, (answer: OwnAnswer) => void>();

/** Whether the gateway makes this request itself, for one that was counted already. */
export const isOwnRead = ({ raw }: FastifyRequest): boolean => waiting.has(raw);

/** A hook `onSend`: the answer to an own GET goes to who made it, since nobody reads it from a socket. */
export async function handOver(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<unknown> {
  waiting.get(raw)?.({ status: reply.statusCode, headers: reply.getHeaders(), body });
  return body;
}

/**
 * The answer to a GET of the address of a request, as its caller would get it: with its checks, its limits to a workspace
 * and its bytes. Fastify's `inject` does the same by a package made for tests.
 */
export const readSame = (
  server: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OwnAnswer> =>
  new Promise((resolve, reject) => {
    const raw = getOf(request, String(reply.getHeader(REQUEST_ID)));
    const response = new ServerResponse(raw);
    waiting.set(raw, resolve);
    server.routing(raw, response);
    // A server that is closing answers at once, without any hook; after a proper answer this does nothing.
    if (response.writableEnded) reject(unavailable('the gateway shuts down'));
  });

/** Without the query, which belongs to the change, and without conditions and codings. */
function getOf({ url, headers }: FastifyRequest, requestId: string): IncomingMessage {
  const { authorization, traceparent } = headers;
  const raw = new IncomingMessage(new Socket());
  raw.method = 'GET';
  raw.url = url.split('?')[0] ?? url;
  raw.headers = {
    [REQUEST_ID]: requestId,
    ...(authorization !== undefined && { authorization }),
    ...(traceparent !== undefined && { traceparent }),
  };
  raw.complete = true;
  raw.push(null);
  return raw;
}
