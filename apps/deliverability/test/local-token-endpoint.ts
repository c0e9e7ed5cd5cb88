import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
    server.on('request', (request, response) => void endpoint.serve(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return endpoint;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/token`;
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

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.active += 1;
    this.peak = Math.max(this.peak, this.active);
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    this.asked.push(form);
    await this.gate;
    const { status = 200, body, headers = {} } = this.answer(form);
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
    this.active -= 1;
  }
}

/** A login by OAuth whose secrets are easy to find. */
export const oauthAt = (token_url: string) => ({
  client_id: 'client',
  client_secret: 'very-client',
  refresh_token: 'very-fresh',
  token_url,
});
