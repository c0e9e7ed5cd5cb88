import { buffer } from 'node:stream/consumers';
import libmime from 'libmime';
import { decodeBytes } from './decode-bytes.js';
import type { RawPart } from './split-mail.js';

/** The text of a part: transfer encoding, charset and soft line ends (RFC 3676) undone. */
export async function decodePart({ node, body }: RawPart): Promise<string> {
  const decoder = node.getDecoder();
  decoder.end(body);
  const text = decodeBytes(await buffer(decoder), node.charset === false ? '' : node.charset);
  const lines = text.replaceAll(/\r\n?/g, '\n');

  return node.flowed ? libmime.decodeFlowed(lines, node.delSp) : lines;
}
