import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { JsonLines } from './json-lines.js';
import type { MessageLog, StoredMessage } from './message-log.js';
import type { Reaction } from './reactions.js';
import type { RefusedRecipient } from './smtp-server.js';
import type { WebhookReceiver } from './webhook-receiver.js';

export interface MailboxContent {
  readonly messages: MessageLog;
  readonly refused: JsonLines<RefusedRecipient>;
  readonly reactions: JsonLines<Reaction>;
  /** Messages that simulated recipients have still to look at. */
  readonly pending: () => number;
  readonly webhooks: WebhookReceiver;
}

const LOOPBACK = '127.0.0.1';

const WEBHOOKS = '/api/webhooks';

const count = z.coerce.number().int().nonnegative();
const Page = z.object({ offset: count.default(0), limit: count.default(Number.MAX_SAFE_INTEGER) });

interface HttpResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * Lists the content of the mailbox over HTTP, and receives webhooks. A caller who may send webhooks to it reads nothing:
 * a POST elsewhere is refused.
 */
export class MailboxApi {
  private readonly server: Server;

  constructor(private readonly content: MailboxContent) {
    this.server = createServer((request, response) => {
      this.respond(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  }

  async listen(port: number): Promise<void> {
    await once(this.server.listen(port, LOOPBACK), 'listening');
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } = await this.answer(request);
    response.writeHead(status, { 'content-type': type }).end(body);
  }

  private async answer(request: IncomingMessage): Promise<HttpResponse> {
    const url = new URL(request.url ?? '/', 'http://mailbox');
    if (request.method === 'GET') return this.read(url);
    if (request.method !== 'POST' || url.pathname !== WEBHOOKS) return NOT_ALLOWED;
    const status = await this.content.webhooks.receive(request);
    return { status, type: 'text/plain', body: '' };
  }

  private async read({ pathname, searchParams }: URL): Promise<HttpResponse> {
    const { messages, refused, reactions, pending, webhooks } = this.content;
    switch (pathname) {
      case '/api/messages':
        return listOf('messages', messages.messages, searchParams, view);
      case '/api/refused':
        return listOf('refused', refused.entries, searchParams);
      case '/api/reactions':
        return listOf('reactions', reactions.entries, searchParams, same, { pending: pending() });
      case WEBHOOKS:
        return listOf('events', webhooks.received, searchParams, same, { counts: webhooks.counts() });
      default:
        return this.message(/^\/api\/messages\/(\d+)$/.exec(pathname)?.[1]);
    }
  }

  private async message(id: string | undefined): Promise<HttpResponse> {
    const message = id === undefined ? undefined : this.content.messages.find(id);
    if (message === undefined) return json(404, { error: 'not found' });
    return { status: 200, type: 'message/rfc822', body: await this.content.messages.read(message) };
  }
}

function listOf<T>(
  name: string,
  entries: readonly T[],
  query: URLSearchParams,
  show: (entry: T) => unknown = same,
  beside: object = {},
): HttpResponse {
  const page = Page.safeParse(Object.fromEntries(query));
  if (!page.success) return json(400, { error: 'limit and offset are whole numbers from 0' });

  const { offset, limit } = page.data;
  const shown = entries.slice(offset, offset + limit).map(show);
  return json(200, { total: entries.length, ...beside, [name]: shown });
}

const same = (entry: unknown): unknown => entry;

const json = (status: number, body: unknown): HttpResponse => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

const NOT_ALLOWED = json(405, { error: 'method not allowed' });

/** Leaves out the place of the message in the file. */
const view = ({ offset: _offset, length: _length, ...message }: StoredMessage) => message;
