import type { MimeNode } from '@zone-eu/mailsplit';
import libmime from 'libmime';
import { parseAddressHeader } from 'mailparser';
import { decodeBytes } from './decode-bytes.js';
import { oneLine, plain } from './plain.js';

const MAX_HEADERS = 300;
const MAX_VALUE_LENGTH = 10_000;
const MAX_ADDRESSES = 100;
const MAX_ADDRESS_LENGTH = 320;
const MAX_MESSAGE_IDS = 50;

/** The headers of a mail, each as often as it is there. */
export class MailHeaders {
  private constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  static of(node: MimeNode): MailHeaders {
    const values = new Map<string, string[]>();
    const lines = node.headers === false ? [] : node.headers.getList().slice(0, MAX_HEADERS);
    for (const { key, line } of lines) values.set(key, [...(values.get(key) ?? []), valueOf(line)]);

    return new MailHeaders(values);
  }

  /** Decoded words, by RFC 2047; null where the header is not there, or empty. */
  textOf(name: string): string | null {
    const value = this.values.get(name)?.[0];

    return value === undefined || value === '' ? null : decodedWords(value);
  }

  firstValues(): ReadonlyMap<string, string> {
    return new Map([...this.values.keys()].map((name) => [name, this.textOf(name) ?? '']));
  }

  addressesOf(...names: readonly string[]): readonly string[] {
    const values = names.flatMap((name) => this.values.get(name) ?? []);
    const addresses = values.flatMap((value) => addressesIn(value)).slice(0, MAX_ADDRESSES);

    return [...new Set(addresses)];
  }

  messageIdsOf(name: string): readonly string[] {
    return (this.values.get(name) ?? []).flatMap((value) => messageIdsIn(value)).slice(-MAX_MESSAGE_IDS);
  }
}

/** The value of a header line as it came, 8-bit characters included. `line`: one byte in each character. */
function valueOf(line: string): string {
  const value = line.slice(line.indexOf(':') + 1).slice(0, MAX_VALUE_LENGTH);

  return oneLine(decodeBytes(Buffer.from(value, 'latin1'), ''), MAX_VALUE_LENGTH);
}

function decodedWords(value: string): string {
  if (!value.includes('=?')) return value;

  return oneLine(libmime.decodeWords(value), MAX_VALUE_LENGTH);
}

const addressesIn = (value: string): string[] =>
  parseAddressHeader(value, { flatten: true, decodePunycode: false })
    .value.map(({ address }) => plain((address ?? '').trim().toLowerCase(), MAX_ADDRESS_LENGTH))
    .filter((address) => address.includes('@'));

/** Some programs leave the brackets out. */
function messageIdsIn(value: string): string[] {
  const bracketed = [...value.matchAll(/<([^<>\s]{1,998})>/g)].map(([, id]) => id ?? '');

  return bracketed.length > 0 ? bracketed : value.split(' ').filter((word) => /^[^<>@]+@[^<>@]+$/.test(word));
}
