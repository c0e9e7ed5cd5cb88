const TYPES = { A: 1, CNAME: 5, MX: 15, TXT: 16 } as const;
const HEADER_BYTES = 12;
const MAX_STRING = 255;

/** The value of an MX record is the name of a server, and that of a TXT record is one text, which is cut into strings. */
export interface ZoneRecord {
  readonly type: keyof typeof TYPES;
  readonly value: string;
}

export interface Question {
  /** In lower case. */
  readonly name: string;
  /** Undefined for a type of which a zone has no records. */
  readonly type: ZoneRecord['type'] | undefined;
  /** The question as it came, with its header. */
  readonly bytes: Buffer;
  readonly code: number;
}

export function questionIn(message: Buffer): Question {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const code = message.readUInt16BE(at + 1);
  const type = (['A', 'CNAME', 'MX', 'TXT'] as const).find((known) => TYPES[known] === code);
  return { name: labels.join('.').toLowerCase(), type, bytes: message.subarray(0, at + 5), code };
}

export const FLAGS = { found: 0x8180, noSuchName: 0x8183, serverFailed: 0x8182, truncated: 0x8380 } as const;

/** An answer (RFC 1035) with these records. */
export function answerTo({ bytes, code }: Question, flags: number, records: readonly ZoneRecord[]): Buffer {
  const head = Buffer.from(bytes);
  head.writeUInt16BE(flags, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records.map((record) => resourceOf(code, dataOf(record)))]);
}

/** It refers to the name of the question, at byte 12. */
function resourceOf(code: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function dataOf({ type, value }: ZoneRecord): Buffer {
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  if (type === 'CNAME') return nameBytes(value);
  return type === 'MX' ? Buffer.concat([Buffer.of(0, 10), nameBytes(value)]) : textBytes(value);
}

const nameBytes = (name: string): Buffer =>
  Buffer.concat([...name.split('.').map((label) => prefixed(Buffer.from(label))), Buffer.of(0)]);

function textBytes(value: string): Buffer {
  const bytes = Buffer.from(value);
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += MAX_STRING) {
    parts.push(prefixed(bytes.subarray(at, at + MAX_STRING)));
  }
  return Buffer.concat(parts);
}

const prefixed = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(bytes.length), bytes]);
