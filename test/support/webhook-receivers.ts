import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { PublicEvent } from '#contracts';

/** A request as it came. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const Listening = z.object({ port: z.number() });

/** A receiver in this process, which keeps all that comes and answers with `status`. */
export class Receiver {
  readonly received: Received[] = [];
  status = 204;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
        const body = Buffer.concat(parts).toString();
        receiver.received.push({ headers: Object.fromEntries(headers), body });
        response.writeHead(receiver.status).end();
      });
    });
    const receiver = new Receiver(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${Listening.parse(this.server.address()).port}/hook`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** One of the examples that receive webhooks, in a process of its own. */
export class ExampleReceiver {
  readonly printed: PublicEvent[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: string,
  ) {}

  static async start([program = '', ...args]: readonly string[], secret: string): Promise<ExampleReceiver> {
    const env = { PATH: process.env['PATH'], WEBHOOK_SECRET: secret, PORT: '0' };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stderr), 'line'));
    const receiver = new ExampleReceiver(child, line.replace('port ', ''));
    createInterface(child.stdout).on('line', (text) =>
      receiver.printed.push(PublicEvent.parse(JSON.parse(text))),
    );
    return receiver;
  }

  /** Sends it a request that came before; returns the status of its answer. */
  async answerTo({ headers, body }: Received): Promise<number> {
    const signed = Object.entries(headers).filter(([name]) => name.startsWith('webhook-'));
    const request = { method: 'POST', headers: Object.fromEntries(signed), body };
    return (await fetch(`http://127.0.0.1:${this.port}/`, request)).status;
  }

  async stop(): Promise<void> {
    this.child.kill();
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}
