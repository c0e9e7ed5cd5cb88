import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** Bodies that arrive at a steady rate, whether or not the earlier ones were answered. */
export const Flood = z.object({
  port: z.number(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  bytes: z.number(),
  perSecond: z.number(),
  seconds: z.number(),
});
export type Flood = z.infer<typeof Flood>;

/** Responses by their status; `0` for a connection that ended without one. */
export const FloodResult = z.record(z.string(), z.number());

/** Reads a flood from stdin, writes its result to stdout. */
async function main(): Promise<void> {
  const flood = Flood.parse(JSON.parse(await text(process.stdin)));
  // The body that costs most to read: small objects.
  const body = Buffer.from(`{"contacts":[${'{},'.repeat(flood.bytes / 3)}{}]}`);
  const counts: Record<string, number> = {};
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let sent = 0; sent < flood.perSecond * flood.seconds; sent += 1) {
    await pause(Math.max(0, start + (sent * 1_000) / flood.perSecond - performance.now()));
    const ended = post(flood, body).then((status) => void (counts[status] = (counts[status] ?? 0) + 1));
    running.push(ended);
  }
  await Promise.all(running);
  process.stdout.write(JSON.stringify(counts));
}

/** Resolves with the status when the connection has ended. */
function post({ port, path, headers }: Flood, body: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let head = '';
    socket.on('data', (chunk: Buffer) => {
      head ||= chunk.toString('latin1', 0, 12);
      socket.end();
    });
    socket.on('error', () => undefined).on('close', () => resolve(head.slice(9) || '0'));
    const all = { host: 'x', ...headers, 'content-type': 'application/json', 'content-length': body.length };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(body);
  });
}

if (process.argv[1] === import.meta.filename) await main();
