import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const TYPES = { A: 1, CNAME: 5 } as const;
const HEADER_BYTES = 12;

export type ZoneRecord = { readonly type: 'CNAME' | 'A'; readonly value: string } | 'silent';

/** A name server on loopback for tests (RFC 1035): one record for a name, NXDOMAIN for the others, or no answer at all. */
export class DnsServer {
  readonly zone = new Map<string, ZoneRecord>();

  private constructor(private readonly socket: Socket) {}

  static async start(): Promise<DnsServer> {
    const server = new DnsServer(createSocket('udp4'));
    server.socket.on('message', (question, { port, address }) => {
      const answer = server.answerTo(question);
      if (answer !== undefined) server.socket.send(answer, port, address);
    });
    server.socket.bind(0, '127.0.0.1');
    await once(server.socket, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  stop(): void {
    this.socket.close();
  }

  private answerTo(question: Buffer): Buffer | undefined {
    const { name, end } = nameIn(question);
    const record = this.zone.get(name);
    if (record === 'silent') return undefined;

    const type = question.readUInt16BE(end);
    const answers = record !== undefined && TYPES[record.type] === type ? [dataOf(record)] : [];
    const head = Buffer.from(question.subarray(0, HEADER_BYTES));
    head.writeUInt16BE(record === undefined ? 0x8183 : 0x8180, 2); // an answer; NXDOMAIN, or no error
    head.writeUInt16BE(answers.length, 6);
    head.writeUInt32BE(0, 8);
    return Buffer.concat([
      head,
      question.subarray(HEADER_BYTES, end + 4),
      ...answers.map((data) => answer(type, data)),
    ]);
  }
}

/** One that refers to the name of the question, at byte 12. */
function answer(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

const dataOf = ({ type, value }: Exclude<ZoneRecord, 'silent'>): Buffer =>
  type === 'A'
    ? Buffer.from(value.split('.').map(Number))
    : Buffer.concat([...value.split('.').map(label), Buffer.of(0)]);

const label = (text: string): Buffer => Buffer.concat([Buffer.of(text.length), Buffer.from(text)]);

function nameIn(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('ascii', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}
