import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import { deadlineOf } from './deadline.js';
import { failureOf, HttpFailure } from './http-failure.js';
import type { Destination, Outbound } from './outbound.js';
import type { Purpose } from './purpose.js';
import { readBody, type Body, type BodyLimits } from './read-body.js';
import { secureSocket } from './secure-socket.js';
import { destinationOf, webAddress } from './web-address.js';

export interface HttpRequest extends BodyLimits {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without `host`: it follows from the URL. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly purpose: Purpose;
  /** For everything: look-up, connection, TLS and the whole answer. */
  readonly timeoutMs: number;
  /**
   * False for a request that may not be sent twice: it gets a connection of its own. A kept one may be closed by the
   * server at the moment of the request, and then nobody knows whether the request arrived.
   */
  readonly keepAlive?: boolean;
}

export interface HttpAnswer extends Body {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface HttpOptions {
  /** Milliseconds that only rise. */
  readonly now?: () => number;
  /** Certificates that may vouch for servers, in place of those of Node. */
  readonly ca?: string;
  /** Milliseconds after which a connection without a request is closed, whatever the server says. */
  readonly idleMs?: number;
}

/** The connections to one server, and how many requests have not ended. */
interface Server {
  readonly pool: Pool;
  running: number;
}

/** The servers whose connections are kept. One that is called again later gets new connections. */
const MAX_SERVERS = 2_000;
/** A connection gets no new request when its server is kept for longer: its name may have another address by now. */
const SERVER_LIFE_MS = 60_000;
/** Less than the 5 s after which servers on Node and Apache close a connection; a server that names a time gets up to 10 s. */
const IDLE_MS = 4_000;
const MAX_IDLE_MS = 10_000;

/**
 * Requests to web servers that customers name. Each connection goes to the addresses that were checked when it was
 * opened, and is kept for the next requests for a minute at most. A redirect is an answer like any other: it would lead
 * to a place that nobody checked. The callers bound how many requests run at once: a limit per server here would let the
 * slow requests of one customer keep those of all others to a shared host waiting.
 */
export class OutboundHttp {
  private readonly servers: LRUCache<string, Server>;

  constructor(
    private readonly outbound: Outbound,
    private readonly options: HttpOptions = {},
  ) {
    this.servers = new LRUCache<string, Server>({
      max: MAX_SERVERS,
      ttl: SERVER_LIFE_MS,
      ttlResolution: 0,
      perf: { now: options.now ?? (() => performance.now()) },
      dispose: ({ pool }) => void pool.close(), // when its requests are answered
    });
  }

  /** @throws HttpFailure */
  async request(asked: HttpRequest): Promise<HttpAnswer> {
    const deadline = deadlineOf(asked.timeoutMs);
    try {
      return await Promise.race([this.answer(asked, deadline.signal), deadline.passed]);
    } catch (error) {
      throw failureOf(error);
    } finally {
      deadline.clear();
    }
  }

  /** Ends all requests and connections. */
  async close(): Promise<void> {
    const servers = [...this.servers.values()];
    this.servers.clear();
    await Promise.all(servers.map(({ pool }) => pool.destroy()));
  }

  private async answer(asked: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, purpose, timeoutMs, method, headers = {}, body, keepAlive } = asked;
    if (Object.keys(headers).some((name) => name.toLowerCase() === 'host')) {
      throw new HttpFailure('invalid_request', 'the header host follows from the URL');
    }
    const address = webAddress(url);
    const server = this.serverOf(address, purpose, timeoutMs);
    server.running += 1;
    try {
      const answer = await server.pool.request({
        path: address.pathname + address.search,
        method,
        headers,
        body: body ?? null,
        reset: keepAlive === false,
        signal,
      });
      const read = await readBody(answer.body, asked);
      return { status: answer.statusCode, headers: answer.headers, ...read };
    } finally {
      server.running -= 1;
    }
  }

  private serverOf(address: URL, purpose: Purpose, timeoutMs: number): Server {
    const key = `${purpose} ${address.origin}`;
    const kept = this.servers.get(key);
    if (kept !== undefined) return kept;

    const destination = destinationOf(address, purpose);
    this.outbound.assertNamed(destination);
    const server: Server = {
      running: 0,
      pool: new Pool(address.origin, {
        connect: (_, opened) => {
          // undici connects again for a request that was ended on its connection (nodejs/undici#5845)
          if (server.running === 0) return opened(new Error('no request waits for a connection'), null);
          this.open(destination, timeoutMs).then(
            (socket) => opened(null, socket),
            (error: Error) => opened(error, null),
          );
        },
        keepAliveTimeout: this.options.idleMs ?? IDLE_MS,
        keepAliveMaxTimeout: this.options.idleMs ?? MAX_IDLE_MS,
        headersTimeout: 0, // the request has one limit for everything
        bodyTimeout: 0,
      }),
    };
    this.servers.set(key, server);
    return server;
  }

  private async open(destination: Destination, timeoutMs: number): Promise<Socket> {
    const socket = await this.outbound.connect(destination, timeoutMs);
    socket.setNoDelay(true);
    if (destination.plain === true) return socket;
    return secureSocket(socket, { host: destination.host, timeoutMs, ca: this.options.ca });
  }
}
