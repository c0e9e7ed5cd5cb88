import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';
import type { Fault, Faults } from './faults.js';

/** A request as a platform reads it. */
export interface Asked {
  readonly method: string;
  /** Below the base path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** In place of a body: sent as plain text. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const NOTHING_HAPPENED: Partial<Record<Fault, Answer>> = {
  error: { status: 500, body: { message: 'internal server error' } },
  rate_limited: { status: 429, body: { message: 'too many requests' }, headers: { 'retry-after': '1' } },
};
const PAGE = '<!doctype html><html><body><h1>We will be back soon</h1></body></html>';

/** The HTTP side of a platform: JSON in and out, and the faults. */
export class HttpFront {
  private server: Server | undefined;

  constructor(
    private readonly basePath: string,
    private readonly faults: Faults,
    private readonly answer: (asked: Asked) => Answer,
  ) {}

  async listen(port: number): Promise<void> {
    this.server = createServer((request, response) => void this.respond(request, response));
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Cuts all connections; nobody listens afterwards. */
  async close(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined); // a client that went away
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return; // cut while it was read: nothing happened
    const asked = this.askedOf(request, body);
    if (asked === undefined) return void response.writeHead(404).end();
    const fault = this.faults.of(`${asked.method} ${asked.path}`);
    if (fault === 'maintenance') {
      return void response.writeHead(503, { 'content-type': 'text/html' }).end(PAGE);
    }
    const refused = fault === undefined ? undefined : NOTHING_HAPPENED[fault];
    this.write(response, refused ?? this.answer(asked), fault);
  }

  private askedOf(request: IncomingMessage, body: string): Asked | undefined {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
    if (!pathname.startsWith(this.basePath)) return undefined;
    const { method = 'GET', headers } = request;
    const path = pathname.slice(this.basePath.length);
    return { method, path, query: searchParams, headers, body: jsonOf(body) };
  }

  private write(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
    const json = answer.body === undefined ? '' : JSON.stringify(answer.body);
    const text = answer.text ?? json;
    const type = answer.text === undefined ? 'application/json' : 'text/plain';
    const headers = { 'content-type': type, ...answer.headers };
    if (fault === 'silent_after') return;
    if (fault === 'cut_after') return void response.destroy();
    if (fault === 'error_after') return void response.writeHead(500, headers).end('{"message":"timeout"}');
    if (fault === 'half_body_after') {
      response.writeHead(answer.status, { ...headers, 'content-length': Math.max(2, text.length) });
      return void response.write(text.slice(0, text.length / 2), () => response.destroy());
    }
    response.writeHead(answer.status, headers).end(text);
  }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // their validation refuses it as it does a request without a body
  }
}
