import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

const HEADER = 12;
const TYPES: Readonly<Record<number, 'A' | 'AAAA'>> = { 1: 'A', 28: 'AAAA' };
const CNAME = 5;

/** A name server at this machine. It notes what it is asked and answers as the test says. */
export class LocalDns {
  /** `A name` and `AAAA name`, oldest first. */
  readonly asked: string[] = [];
  /** For each name, the answer to its first look-up, to its second, and so on: addresses, or the name it stands for. */
  zone: Readonly<Record<string, readonly (readonly string[])[]>> = {};

  private constructor(private readonly socket: Socket) {}

  static async start(): Promise<LocalDns> {
    const socket = createSocket('udp4');
    const dns = new LocalDns(socket);
    socket.on('message', (query, { port, address }) => socket.send(dns.answerTo(query), port, address));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return dns;
  }

  get server(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  stop(): void {
    this.socket.close();
  }

  private answerTo(query: Buffer): Buffer {
    const labels: string[] = [];
    let at = HEADER;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const question = query.subarray(HEADER, at + 5);
    const records = this.recordsOf(labels.join('.').toLowerCase(), TYPES[query.readUInt16BE(at + 1)]);
    const header = Buffer.alloc(HEADER);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x81_80, 2); // an answer without error
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    return Buffer.concat([header, question, ...records]);
  }

  private recordsOf(name: string, type: 'A' | 'AAAA' | undefined): Buffer[] {
    if (type === undefined) return [];
    const before = this.asked.filter((each) => each === `${type} ${name}`).length;
    this.asked.push(`${type} ${name}`);
    const answers = this.zone[name] ?? [];
    const values = answers[Math.min(before, answers.length - 1)] ?? [];
    return values.flatMap((value) => {
      if (isIP(value) === 0) return [recordOf(name, CNAME, nameOf(value)), ...this.recordsOf(value, type)];
      const fits = isIPv4(value) === (type === 'A');
      const bytes = Buffer.from(ipaddr.parse(value).toByteArray());
      return fits ? [recordOf(name, type === 'A' ? 1 : 28, bytes)] : [];
    });
  }
}

const nameOf = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from(`${String.fromCodePoint(label.length)}${label}`, 'latin1')),
    Buffer.alloc(1),
  ]);

/** A record that may not be kept: its time to live is 0. */
function recordOf(owner: string, type: number, data: Buffer): Buffer {
  const fields = Buffer.alloc(10);
  fields.writeUInt16BE(type, 0);
  fields.writeUInt16BE(1, 2);
  fields.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameOf(owner), fields, data]);
}
