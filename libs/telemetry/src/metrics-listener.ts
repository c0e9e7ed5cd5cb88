import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';

export interface MetricsListener {
  /** `http://host:port/metrics` */
  readonly url: string;
  close(): Promise<void>;
}

/** The page of metrics of one service, or of several. */
type ReadPage = () => Promise<string>;

/**
 * The page of several services in one process. Their series have the name of the service in `job`, where Prometheus has it
 * when each is a process: it takes the label from the page with `honor_labels: true`.
 */
export async function pageOfAll(registries: ReadonlyMap<string, Registry>): Promise<string> {
  for (const [job, registry] of registries) registry.setDefaultLabels({ job });
  const parts = await Promise.all([...registries.values()].map((registry) => registry.getMetricsAsJSON()));
  return AggregatorRegistry.aggregate(parts).metrics();
}

/**
 * Serves `GET /metrics` on a port of its own: the port of the gateway is public, and figures about all workspaces are not.
 * The figures of the process (CPU, memory, event loop) follow those of the service. Port 0 takes any free one.
 */
export async function startMetricsListener(
  readPage: ReadPage,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsListener> {
  const ofProcess = new Registry();
  const readAll = async (): Promise<string> => `${await readPage()}\n${await ofProcess.metrics()}`;
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    void answer(readAll, request, response);
  });
  server.listen(port, host);
  await once(server, 'listening');
  collectDefaultMetrics({ register: ofProcess });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  readAll: ReadPage,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' || url !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  try {
    const body = await readAll();
    response.writeHead(200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE }).end(body);
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.name : 'error');
  }
}
