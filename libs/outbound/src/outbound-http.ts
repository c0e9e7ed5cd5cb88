import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import type { BodyLimits } from './bounded-body.js';
import { Exchange, type HttpAnswer } from './exchange.js';
import { failureOf, HttpFailure, lateness } from './http-failure.js';
import type { Destination, Outbound } from './outbound.js';
import type { Purpose } from './purpose.js';
import { secureSocket } from './secure-socket.js';
import { destinationOf, webAddress } from './web-address.js';

export interface HttpRequest extends BodyLimits {
  readonly url: string;
  readonly method: 'GET' | 'POST';
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

interface HttpOptions {
  /** Milliseconds that only rise. */
  readonly now?: () => number;
  /** Certificates that may vouch for servers, in place of those of Node. */
  readonly ca?: string;
}

/** The servers whose connections are kept. One that is called again later gets new connections. */
const MAX_POOLS = 2_000;
/** A connection gets no new request when its pool is older: its name may have another address by now. */
const POOL_LIFE_MS = 60_000;
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
  private readonly pools: LRUCache<string, Pool>;

  constructor(
    private readonly outbound: Outbound,
    private readonly options: HttpOptions = {},
  ) {
    this.pools = new LRUCache<string, Pool>({
      max: MAX_POOLS,
      ttl: POOL_LIFE_MS,
      ttlResolution: 0,
      perf: { now: options.now ?? (() => performance.now()) },
      dispose: (pool) => void pool.close(), // when its requests are answered
    });
  }

  /** @throws HttpFailure */
  async request(asked: HttpRequest): Promise<HttpAnswer> {
    const exchange = new Exchange(asked);
    const late = setTimeout(() => exchange.end(lateness(asked.timeoutMs)), asked.timeoutMs);
    try {
      this.send(asked, exchange);
      return await exchange.answer;
    } catch (error) {
      throw failureOf(error);
    } finally {
      clearTimeout(late);
    }
  }

  /** Ends all requests and connections. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private send(
    { url, purpose, timeoutMs, method, headers, body, keepAlive }: HttpRequest,
    exchange: Exchange,
  ) {
    if (Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'host')) {
      throw new HttpFailure('invalid_request', 'the header host follows from the URL');
    }
    const address = webAddress(url);
    const path = address.pathname + address.search;
    const request = {
      path,
      method,
      headers: headers ?? null,
      body: body ?? null,
      reset: keepAlive === false,
    };
    this.poolOf(address, purpose, timeoutMs).dispatch(request, exchange);
  }

  private poolOf(address: URL, purpose: Purpose, timeoutMs: number): Pool {
    const key = `${purpose} ${address.origin}`;
    const kept = this.pools.get(key);
    if (kept !== undefined) return kept;

    const destination = destinationOf(address, purpose);
    this.outbound.assertNamed(destination);
    const pool = new Pool(address.origin, {
      connect: (_, opened) => {
        this.open(destination, timeoutMs).then(
          (socket) => opened(null, socket),
          (error: Error) => opened(error, null),
        );
      },
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: MAX_IDLE_MS,
      headersTimeout: 0, // the request has one limit for everything
      bodyTimeout: 0,
    });
    this.pools.set(key, pool);
    return pool;
  }

  private async open(destination: Destination, timeoutMs: number): Promise<Socket> {
    const socket = await this.outbound.connect(destination, timeoutMs);
    socket.setNoDelay(true);
    if (destination.plain === true) return socket;
    return secureSocket(socket, { host: destination.host, timeoutMs, ca: this.options.ca });
  }
}
