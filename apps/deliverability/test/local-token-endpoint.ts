import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Answer {
  readonly status?: number;
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A token endpoint at this machine. It notes what it is sent and answers as the test says. */
export class LocalTokenEndpoint {
  /** The forms that it was sent, oldest first. */
  readonly asked: Readonly<Record<string, string>>[] = [];
  /** The most requests that it had at once. */
  peak = 0;
  /** Each answer waits for this. */
  gate: Promise<unknown> = Promise.resolve();
  answer: (form: Readonly<Record<string, string>>) => Answer = () => this.granting();
  private active = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<LocalTokenEndpoint> {
    const server = createServer();
    const endpoint = new LocalTokenEndpoint(server);
    server.on('request', async (request, response) => {
      endpoint.active += 1;
      endpoint.peak = Math.max(endpoint.peak, endpoint.active);
      const form = Object.fromEntries(new URLSearchParams(await text(request)));
      endpoint.asked.push(form);
      await endpoint.gate;
      const { status = 200, body, headers = {} } = endpoint.answer(form);
      response.writeHead(status, headers);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      endpoint.active -= 1;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/token`;
  }

  /** An answer with a new token each time. */
  granting(more: object = {}): Answer {
    return {
      body: { access_token: `access-${this.asked.length}`, token_type: 'Bearer', expires_in: 3_600, ...more },
    };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
