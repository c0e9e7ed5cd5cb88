import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Splitter, type MessageChunk, type MimeNode, type SplitterChunk } from '@zone-eu/mailsplit';
import { isKept, keptBytes } from './kept-parts.js';

const MAX_PARTS = 1_000;
const MAX_NESTING = 50;
const MAX_HEADER_BYTES = 1024 * 1024;

/** An attachment of 25 MB has 350,000. The library needs 1 microsecond for each: 25 MB of line ends took 26 seconds. */
const MAX_LINES = 1_000_000;

/** A mail that goes beyond a limit. */
class BeyondLimit extends Error {}

/** One leaf of the MIME tree, still encoded. */
export interface RawPart {
  readonly node: MimeNode;
  readonly body: Buffer;
}

export interface SplitMail {
  readonly root: MimeNode;
  readonly parts: readonly RawPart[];
}

/**
 * Walks once through the bytes and keeps the beginnings of texts and reports. Everything else (attachments, whatever they
 * would unpack to) passes by. A mail within a mail is one part and is never opened.
 */
export async function splitMail(raw: Buffer): Promise<SplitMail> {
  refuseManyLines(raw);
  const kept = new KeptParts();
  const splitter = new Splitter({
    maxHeadSize: MAX_HEADER_BYTES,
    maxChildNodes: MAX_PARTS,
    ignoreEmbedded: true,
  });
  try {
    await pipeline(Readable.from(slicesOf(raw)), splitter, async (chunks: AsyncIterable<SplitterChunk>) => {
      for await (const chunk of chunks) kept.take(chunk);
    });
  } catch (error) {
    // The pipeline reports that it was aborted, where it was aborted by this one.
    throw kept.excess ?? error;
  }

  return kept.result();
}

function refuseManyLines(raw: Buffer): void {
  let lines = 0;
  for (let end = raw.indexOf('\n'); end !== -1; end = raw.indexOf('\n', end + 1)) {
    lines += 1;
    if (lines > MAX_LINES) throw new BeyondLimit(`more than ${MAX_LINES} lines`);
  }
}

/** One large write would be split in one turn of the event loop. */
const SLICE_BYTES = 64 * 1024;

function* slicesOf(raw: Buffer): Generator<Buffer> {
  for (let start = 0; start < raw.length; start += SLICE_BYTES) {
    yield raw.subarray(start, start + SLICE_BYTES);
  }
}

class KeptParts {
  excess: BeyondLimit | null = null;
  private root: MimeNode | null = null;
  private readonly nesting = new WeakMap<MimeNode, number>();
  private readonly bodies = new Map<MimeNode, { pieces: Buffer[]; free: number }>();

  take(chunk: SplitterChunk): void {
    if (chunk.type === 'node') this.open(chunk);
    else this.append(chunk);
  }

  result(): SplitMail {
    if (this.root === null) throw new BeyondLimit('no header');
    const parts = [...this.bodies].map(([node, { pieces }]) => ({ node, body: Buffer.concat(pieces) }));
    const leaves = parts.filter(({ node }) => node.multipart === false);

    // A multipart mail without its boundary, or without the lines that it announces, is one text.
    return { root: this.root, parts: leaves.length > 0 ? leaves : parts };
  }

  private open(node: MimeNode): void {
    const nesting = node.parentNode === false ? 0 : (this.nesting.get(node.parentNode) ?? 0) + 1;
    if (nesting > MAX_NESTING) {
      this.excess = new BeyondLimit(`parts nested deeper than ${MAX_NESTING}`);
      throw this.excess;
    }
    this.nesting.set(node, nesting);
    this.root ??= node;
    if (isKept(node)) this.bodies.set(node, { pieces: [], free: keptBytes(node) });
  }

  private append({ node, value }: MessageChunk): void {
    const body = this.bodies.get(node);
    if (body === undefined || body.free <= 0) return;
    const piece = value.subarray(0, body.free);
    body.pieces.push(piece);
    body.free -= piece.length;
  }
}
