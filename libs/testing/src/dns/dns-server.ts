import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { answerTo, FLAGS, questionIn, type Question, type ZoneRecord } from './dns-message.js';

/** The records of a name, or a server that does not answer, or that answers SERVFAIL. */
export type ZoneEntry = ZoneRecord | readonly ZoneRecord[] | 'silent' | 'servfail';

/** Longer answers are truncated by UDP, and whole by TCP. */
const MAX_UDP_BYTES = 512;

/** A name server on loopback for tests (RFC 1035), by UDP and TCP. A name that is not in its zone does not exist. */
export class DnsServer {
  readonly zone = new Map<string, ZoneEntry>();
  /** The questions that came, such as `TXT sender.example`, repeated ones included. */
  readonly questions: string[] = [];

  private constructor(
    private readonly udp: Socket,
    private readonly tcp: Server,
  ) {}

  static async start(): Promise<DnsServer> {
    const server = new DnsServer(createSocket('udp4'), createServer());
    await server.listen();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.udp.address().port}`;
  }

  /** Texts at a name, beside nothing else. */
  texts(name: string, ...values: string[]): this {
    this.zone.set(
      name,
      values.map((value) => ({ type: 'TXT', value })),
    );
    return this;
  }

  stop(): void {
    this.udp.close();
    this.tcp.close();
  }

  private async listen(): Promise<void> {
    this.tcp.listen(0, '127.0.0.1');
    await once(this.tcp, 'listening');
    this.udp.bind(portOf(this.tcp), '127.0.0.1');
    await once(this.udp, 'listening');
    this.udp.on('message', (message, { port: from, address }) => {
      const answer = this.answer(questionIn(message), MAX_UDP_BYTES);
      if (answer !== undefined) this.udp.send(answer, from, address);
    });
    this.tcp.on('connection', (socket) => {
      // A question is shorter than a segment, so that it comes in one piece.
      socket.on('data', (bytes) => {
        const answer = this.answer(questionIn(Buffer.from(bytes).subarray(2)), Infinity);
        if (answer !== undefined) socket.write(Buffer.concat([lengthOf(answer), answer]));
      });
      socket.on('error', () => socket.destroy());
    });
  }

  private answer(question: Question, maxBytes: number): Buffer | undefined {
    this.questions.push(`${question.type ?? question.code} ${question.name}`);
    const entry = this.zone.get(question.name);
    if (entry === 'silent') return undefined;
    if (entry === 'servfail') return answerTo(question, FLAGS.serverFailed, []);
    if (entry === undefined) return answerTo(question, FLAGS.noSuchName, []);

    const records = [entry].flat().filter(({ type }) => type === question.type);
    const answer = answerTo(question, FLAGS.found, records);
    return answer.length <= maxBytes ? answer : answerTo(question, FLAGS.truncated, []);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens at a port');
  return address.port;
}

function lengthOf(answer: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(answer.length);
  return length;
}
