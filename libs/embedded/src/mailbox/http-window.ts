import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { z } from 'zod';

import type { JsonLines } from './json-lines.js';
import type { Reply } from './lively-recipients.js';
import type { MessageLog, StoredMessage } from './message-log.js';
import type { RefusedRecipient } from './smtp-door.js';

export interface Shown {
  readonly messages: MessageLog;
  readonly refused: JsonLines<RefusedRecipient>;
  readonly replies: JsonLines<Reply>;
}

const LOOPBACK = '127.0.0.1';

const count = z.coerce.number().int().nonnegative();
const Page = z.object({ offset: count.default(0), limit: count.default(Number.MAX_SAFE_INTEGER) });

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/** Shows over HTTP what the mailbox holds. */
export class HttpWindow {
  private readonly server: Server;

  constructor(private readonly shown: Shown) {
    this.server = createServer((request, response) => {
      this.respond(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, LOOPBACK, resolve);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } = await this.answer(new URL(request.url ?? '/', 'http://mailbox'));
    response.writeHead(status, { 'content-type': type }).end(body);
  }

  private async answer({ pathname, searchParams }: URL): Promise<Answer> {
    const { messages, refused, replies } = this.shown;
    switch (pathname) {
      case '/api/messages':
        return listOf('messages', messages.messages, searchParams, view);
      case '/api/refused':
        return listOf('refused', refused.entries, searchParams);
      case '/api/replies':
        return listOf('replies', replies.entries, searchParams);
      default:
        return this.message(/^\/api\/messages\/(\d+)$/.exec(pathname)?.[1]);
    }
  }

  private async message(id: string | undefined): Promise<Answer> {
    const message = id === undefined ? undefined : this.shown.messages.find(id);
    if (message === undefined) return json(404, { error: 'there is no such thing here' });
    return { status: 200, type: 'message/rfc822', body: await this.shown.messages.read(message) };
  }
}

function listOf<T>(
  name: string,
  entries: readonly T[],
  query: URLSearchParams,
  show: (entry: T) => unknown = (entry) => entry,
): Answer {
  const page = Page.safeParse(Object.fromEntries(query));
  if (!page.success) return json(400, { error: 'limit and offset are whole numbers from 0' });

  const { offset, limit } = page.data;
  return json(200, { total: entries.length, [name]: entries.slice(offset, offset + limit).map(show) });
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

/** Where a message lies in our file is nobody's business. */
const view = ({ offset: _offset, length: _length, ...shown }: StoredMessage) => shown;
