import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const ExportedSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
});
export type ExportedSpan = z.infer<typeof ExportedSpan>;

const Export = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(ExportedSpan) })) })),
});

/** A collector of traces: takes OTLP in JSON and keeps what arrives. */
export class TraceCollector {
  readonly bodies: string[] = [];

  private constructor(
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer((request, response) => {
      void take(request, response);
    });
    const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      collector.bodies.push(await text(request));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const collector = new TraceCollector(`http://127.0.0.1:${port}`, async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    });
    return collector;
  }

  get spans(): ExportedSpan[] {
    return this.bodies
      .flatMap((body) => Export.parse(JSON.parse(body)).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  }
}
