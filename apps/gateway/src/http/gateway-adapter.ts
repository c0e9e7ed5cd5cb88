import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { DomainError } from '#kernel';
import { JsonBytes } from '#messaging';
import { forgetMediaType, readAnyBody } from './any-body.js';
import { BULK, DOCUMENT } from './body-shape.js';
import { compress } from './compression.js';
import { correlate, identify } from './correlation.js';
import { notModified } from './etag.js';
import { IgnoredProxy } from './ignored-proxy.js';
import { parseJsonBody } from './json-body.js';
import { locate } from './location.js';
import { NOTHING_HERE } from './problem.js';
import { refuseConnection } from './refuse-connection.js';
import { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';
import { sendProblem } from './send-problem.js';
import { readTextBody } from './text-body.js';
import { leaveBodyUnread } from './unread-body.js';

/** Below the 1,048,576 bytes of a NATS message, so that every body fits into a request to a service. */
const MAX_BODY_BYTES = 1_000_000;
/** The time in which headers and body must arrive. Fastify has no limit by default: idle clients could hold every socket. */
const REQUEST_TIMEOUT_MS = 60_000;
/** The token of a link carries its target. find-my-way's own limit is 100; the whole address may have 8,000. */
const MAX_PARAMETER_CHARACTERS = 8_000;

export interface GatewayAdapterOptions {
  readonly publicUrl: string;
  /** Networks and addresses, separated by commas; without them `X-Forwarded-For` is ignored. */
  readonly trustedProxies?: string | undefined;
}

/** Fastify with the gateway's limits, JSON bodies only, and security headers and correlation from the first hook on. */
export class GatewayAdapter extends FastifyAdapter {
  private readonly routes = new RouteTable();

  constructor({ publicUrl, trustedProxies }: GatewayAdapterOptions) {
    const headers = securityHeaders(publicUrl);
    super({
      // The address of a request is the right-most one that no trusted proxy has: clients write the others themselves.
      trustProxy: trustedProxies ?? false,
      bodyLimit: MAX_BODY_BYTES,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // A request that comes over an open connection while the process stops is one of the last, and no failure.
      return503OnClosing: false,
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAMETER_CHARACTERS },
      clientErrorHandler: (error: Error, socket: Socket) => refuseConnection(error, socket, headers),
      // A URL that cannot be decoded, or a parameter that is too long, is refused before any hook runs.
      frameworkErrors: (_: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        void reply.headers(headers);
        identify(request, reply);
        leaveBodyUnread(request.raw, reply);
        sendProblem(reply, NOTHING_HERE);
      },
    });
    const ignored = new IgnoredProxy();
    this.instance.addHook('onRequest', (request, reply, next) => {
      ignored.look(request, trustedProxies);
      void reply.headers(headers);
      next();
    });
    this.instance.addHook('onRequest', correlate);
    this.instance.addHook('onRequest', forgetMediaType);
    this.instance.addHook(
      'onSend',
      notModified((url) => this.allowedMethods(url)),
    );
    this.instance.addHook('onSend', async ({ raw }, reply, payload) => {
      leaveBodyUnread(raw, reply);
      return payload;
    });
    this.instance.addHook('onRoute', (route) => this.note(route));
  }

  /** The methods that this address has. */
  allowedMethods(url: string): string[] {
    return this.routes.methodsOf(url);
  }

  /** Replaces Nest's parsers, which also accept forms: the texts of a form would pass for JSON values. */
  override registerParserMiddleware(): void {
    this.instance.removeAllContentTypeParsers();
    this.instance.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer' },
      async ({ routeOptions: { config, bodyLimit } }: FastifyRequest, body: Buffer) =>
        config.textBody === true
          ? body.toString('utf8')
          : parseJsonBody(body, bodyLimit > MAX_BODY_BYTES ? BULK : DOCUMENT),
    );
    this.instance.addContentTypeParser('*', async (request: FastifyRequest, body: IncomingMessage) => {
      const { config, bodyLimit } = request.routeOptions;
      if (config.anyBody === true) return readAnyBody(body);
      return config.textBody === true ? readTextBody(body, bodyLimit) : refuseContent(request);
    });
  }

  /** A relayed response goes out as its service wrote it. */
  override reply(response: FastifyReply, body: unknown, status?: number): FastifyReply {
    if (!(body instanceof JsonBytes)) return super.reply(response, body, status);
    void response.type('application/json; charset=utf-8');
    response.bodyDigest = body.digest;
    return super.reply(
      response,
      Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length),
      status,
    );
  }

  private note(route: RouteOptions): void {
    for (const method of [route.method].flat()) this.routes.add(method, route.url);
    // After the hooks of all routes, which read and keep the text as it is, or put the one of an earlier response in place.
    const location = locate((url) => this.allowedMethods(url));
    route.onSend = [route.onSend ?? [], location, compress].flat();
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
  }
}

/** The adapter of this application. Another adapter would serve without the limits and the headers. */
export function gatewayAdapterOf({ httpAdapter }: HttpAdapterHost): GatewayAdapter {
  if (httpAdapter instanceof GatewayAdapter) return httpAdapter;
  throw new Error('start the gateway with `adapter: new GatewayAdapter({ publicUrl })`');
}

/** An empty body is accepted with any media type: clients such as curl send one without being told to. */
function refuseContent({ headers }: FastifyRequest): undefined {
  if (headers['content-length'] === '0') return undefined;
  throw new DomainError('unsupported', 'unsupported_media_type', 'a body must be application/json');
}
