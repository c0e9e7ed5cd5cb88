import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { Replicas, type Replica } from './replicas.js';

/** A running proxy. Tries nothing twice: each failure of a replica is a failure of its client. */
export interface LoadBalancer {
  /** Each time a replica refused, cut or reset a connection. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** A proxy for HTTP, with connections to each replica that it keeps and uses again, as nginx or an ingress does. */
export async function balanceHttp(port: number, all: readonly Replica[]): Promise<LoadBalancer> {
  const replicas = new Replicas(all);
  const failures: string[] = [];
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  const server = createServer((incoming, outgoing) => {
    const replica = replicas.next();
    if (replica === undefined) {
      failures.push('no replica is ready');
      outgoing.writeHead(503).end();
      return;
    }
    forward(incoming, outgoing, { replica, agent, onFailure: (text) => failures.push(text) });
  });
  server.keepAliveTimeout = 0; // a client's idle connection is never closed under it
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const end = (): void => {
    server.closeAllConnections();
    agent.destroy();
  };
  return { failures, stop: () => stop(server, replicas, end) };
}

interface Forwarding {
  readonly replica: Replica;
  readonly agent: Agent;
  readonly onFailure: (text: string) => void;
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { replica, agent, onFailure }: Forwarding,
): void {
  const { method, url, headers } = incoming;
  const fail = (error: Error): void => {
    if (outgoing.destroyed) return; // the client left
    onFailure(`${method} ${url}: ${error.message}`);
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end(error.message);
  };
  const sent = request({ host: '127.0.0.1', port: replica.port, path: url, method, headers, agent });
  sent.once('response', (answer) => {
    // belongs to the connection between proxy and replica
    const { connection: _, 'keep-alive': __, ...own } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, own);
    answer.once('error', fail);
    answer.pipe(outgoing);
  });
  sent.once('error', fail);
  outgoing.once('close', () => sent.destroy());
  incoming.pipe(sent);
}

/** A proxy for connections, as a Service of Kubernetes or a balancer in front of a mail server is. */
export async function balanceTcp(port: number, all: readonly Replica[]): Promise<LoadBalancer> {
  const replicas = new Replicas(all);
  const failures: string[] = [];
  const open = new Set<Socket>();
  const server = createTcpServer((client) => {
    const replica = replicas.next();
    const upstream = replica && connect(replica.port, '127.0.0.1');
    if (upstream === undefined) failures.push('no replica is ready');
    upstream?.once('error', (error) => failures.push(error.message));
    for (const socket of [client, upstream]) {
      if (socket !== undefined) open.add(socket);
      socket?.once('close', () => open.delete(socket));
    }
    if (upstream === undefined) client.destroy();
    else join(client, upstream);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { failures, stop: () => stop(server, replicas, () => open.forEach((socket) => socket.destroy())) };
}

function join(client: Socket, upstream: Socket): void {
  client.on('error', () => upstream.destroy()); // the client's own end is no failure
  upstream.once('close', () => client.end());
  client.once('close', () => upstream.end());
  client.pipe(upstream).pipe(client);
}

async function stop(server: Server, replicas: Replicas, end: () => void): Promise<void> {
  await replicas.stop();
  end();
  await new Promise((resolve) => server.close(resolve));
}
