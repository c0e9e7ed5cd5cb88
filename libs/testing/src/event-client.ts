import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { PublicEvent } from '#contracts';

interface Asked {
  readonly key: string;
  readonly path?: string;
  /** The event that the client had last. */
  readonly last?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of server-sent events that reads them as the standard of HTML says, or not at all. */
export class EventClient {
  readonly events: PublicEvent[] = [];
  readonly types: (string | undefined)[] = [];
  heartbeats = 0;
  /** The place with which a browser would connect again. */
  last: string | undefined;
  isEnded = false;
  /** The text so far, of which the last part may be incomplete. */
  text = '';
  private rest = '';

  private constructor(
    private readonly response: IncomingMessage,
    last: string | undefined,
  ) {
    this.last = last;
    response.setEncoding('utf8');
    response.once('close', () => (this.isEnded = true));
    response.on('error', () => (this.isEnded = true)); // a connection that is cut is an end too
  }

  /** Resolves when the first bytes of the response are there, before any event. */
  static open(baseUrl: string, asked: Asked): Promise<EventClient> {
    return EventClient.connect(baseUrl, asked, true);
  }

  /** Connects and takes nothing from the connection. */
  static openAsleep(baseUrl: string, asked: Asked): Promise<EventClient> {
    return EventClient.connect(baseUrl, asked, false);
  }

  private static connect(baseUrl: string, asked: Asked, reads: boolean): Promise<EventClient> {
    const { key, path = '/api/v1/events/stream/', last, headers } = asked;
    return new Promise((resolve, reject) => {
      const own = { authorization: `Bearer ${key}`, ...(last !== undefined && { 'last-event-id': last }) };
      // of its own, as in a browser: no other request waits for this one
      const sent = request(`${baseUrl}${path}`, { agent: false, headers: { ...own, ...headers } });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const client = new EventClient(response, last);
        if (reads) response.on('data', (text: string) => client.take(text));
        resolve(client);
      });
      sent.end();
    });
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  get ids(): string[] {
    return this.events.map(({ id }) => id);
  }

  close(): void {
    this.response.destroy();
  }

  private take(text: string): void {
    this.text += text;
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.read(block.split('\n'));
  }

  private read(lines: readonly string[]): void {
    if (lines.some((line) => line.startsWith(':'))) this.heartbeats += 1;
    const valueOf = (field: string) =>
      lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
    this.last = valueOf('id') ?? this.last;
    const data = valueOf('data');
    if (data === undefined) return;
    this.events.push(PublicEvent.parse(JSON.parse(data)));
    this.types.push(valueOf('event'));
  }
}
