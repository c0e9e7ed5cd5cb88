import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { percentile } from './percentile.js';

/**
 * Receives webhooks. A separate process, so that it does not take the sender's time. Prints its port; a line on stdin is
 * answered by what has arrived since the line before, in JSON. The path says how it behaves: `/ok/1`, `/hang/2`,
 * `/slow/3` (500 after ten seconds), `/drop/4`.
 */
const SLOW_MS = 10_000;

/** The events that arrived at each path, and how long each took since it happened. */
let arrived = new Map<string, Set<string>>();
let delays: number[] = [];
let requests = 0;
let first = 0;
let last = 0;

const server = createServer((request, response) => void serve(request, response));
server.keepAliveTimeout = 60_000;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return; // the sender hung up
  }
  if (path.startsWith('/drop/')) request.socket.destroy();
  else if (path.startsWith('/slow/')) setTimeout(() => response.writeHead(500).end(), SLOW_MS);
  else if (path.startsWith('/ok/')) {
    count(path, Buffer.concat(chunks).toString());
    response.end();
  }
}

function count(path: string, body: string): void {
  const { id, created_at }: { id: string; created_at: string } = JSON.parse(body);
  const now = Date.now();
  requests += 1;
  first ||= now;
  last = now;
  const events = arrived.get(path) ?? new Set();
  arrived.set(path, events);
  if (events.has(id)) return;
  events.add(id);
  delays.push(now - Date.parse(created_at));
}

function report(): string {
  const events = [...arrived.values()].reduce((total, { size }) => total + size, 0);
  const [p50, p95, max] = [50, 95, 100].map((percent) => percentile(delays, percent));
  return JSON.stringify({ events, requests, p50, p95, max, seconds: (last - first) / 1_000 });
}

function forget(): void {
  arrived = new Map();
  delays = [];
  [requests, first, last] = [0, 0, 0];
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('the sink has no port');
process.stdout.write(`${address.port}\n`);
process.stdin.on('data', (line: Buffer) => {
  process.stdout.write(`${report()}\n`);
  if (line.toString().includes('forget')) forget();
});
process.stdin.on('end', () => process.exit(0));
