import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** By the clock of the process. */
  readonly arrivedAt: number;
  /** How many requests of the path were under way then, itself included. */
  readonly atOnce: number;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** `hang`: no answer comes. `drop`: the connection is closed. */
export type Behaviour = (request: ReceivedRequest) => Answer | 'hang' | 'drop' | Promise<Answer>;

/** A web server that takes webhooks: it answers 200, unless the path has another behaviour. */
export class Receiver {
  readonly requests: ReceivedRequest[] = [];
  private readonly behaviours = new Map<string, Behaviour>();
  private readonly now = new Map<string, number>();
  private readonly peaks = new Map<string, number>();
  private readonly server = createServer((request, response) => void this.serve(request, response));

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('it has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  behave(path: string, behaviour: Behaviour): void {
    this.behaviours.set(path, behaviour);
  }

  at(path: string): ReceivedRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  /** The events that arrived, each once, in the order of their first arrival. */
  eventsAt(path: string): string[] {
    return [...new Set(this.at(path).map(({ headers }) => String(headers['webhook-id'])))];
  }

  /** The most requests that were under way at once. */
  peakAt(path: string): number {
    return this.peaks.get(path) ?? 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const count = (this.now.get(path) ?? 0) + 1;
    this.now.set(path, count);
    this.peaks.set(path, Math.max(this.peakAt(path), count));
    response.once('close', () => this.now.set(path, (this.now.get(path) ?? 0) - 1));
    const arrivedAt = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const received = {
      path,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      arrivedAt,
      atOnce: count,
    };
    this.requests.push(received);
    const answer = (await this.behaviours.get(path)?.(received)) ?? {};
    if (answer === 'drop') request.socket.destroy();
    else if (answer !== 'hang')
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? 'ok');
  }
}
