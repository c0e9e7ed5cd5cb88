import { Bitmap } from './bitmap.js';
import { RowList } from './row-list.js';
import type { RowSet } from './row-set.js';

/** In words. What is joined of so many rows at a time stays where the processor has it at hand. */
const BLOCK = 1_024;
const joint = new Uint32Array(BLOCK);
const anyOf = new Uint32Array(BLOCK);

/** So many rows are told with their number: a page of them would walk over everything once more. */
const MAX_TOLD = 1_000;

export interface Tally {
  readonly total: number;
  /** All of them, where they are few. */
  readonly rows: RowList | undefined;
}

/** The rows that are in any of the sets. */
export type Part = readonly RowSet[];

/**
 * The rows that are in at least one set of each part. They are joined block by block whenever they are asked for: as a set
 * of its own each would have 125 KB of a million rows, outside of V8's heap, which collects garbage after each 32 MB of
 * those. That was a third of the time that a new filter took.
 */
export class JointRows {
  /** A part that has few rows, which are looked at one by one then. */
  private readonly few: RowList | undefined;

  constructor(private readonly parts: readonly Part[]) {
    const lists = parts.flatMap(([only, ...others]) =>
      only instanceof RowList && others.length === 0 ? [only] : [],
    );
    this.few = lists.toSorted((one, other) => one.count - other.count)[0];
  }

  count(): number {
    return this.tally().total;
  }

  tally(): Tally {
    const rows = this.lookedAt();
    return rows === undefined ? this.tallyBlocks() : { total: rows.count, rows };
  }

  /** Up to `limit` of the rows below `row`, the highest first. */
  below(row: number, limit: number): number[] {
    const few = this.lookedAt();
    if (few !== undefined) return few.below(row, limit);
    const rows: number[] = [];
    const end = Math.min(row, this.length * 32);
    for (let start = Math.floor(end / 32 / BLOCK) * BLOCK; start >= 0; start -= BLOCK) {
      addRowsBelow(end - start * 32, { block: this.block(start), start, rows, limit });
      if (rows.length === limit) break;
    }
    return rows;
  }

  /** As one set. */
  toBitmap(): Bitmap {
    const words = new Uint32Array(this.length);
    for (let start = 0; start < words.length; start += BLOCK) {
      words.set(this.block(start).subarray(0, words.length - start), start);
    }
    return new Bitmap(words);
  }

  /** One by one, where a part has few. */
  private lookedAt(): RowList | undefined {
    return this.few?.where((row) => this.has(row));
  }

  private tallyBlocks(): Tally {
    const { length } = this;
    const rows: number[] = [];
    let total = 0;
    for (let start = 0; start < length; start += BLOCK) {
      const block = this.block(start);
      total += countBits(block);
      if (total <= MAX_TOLD) addRowsBelow(BLOCK * 32, { block, start, rows, limit: MAX_TOLD });
    }
    return { total, rows: total <= MAX_TOLD ? RowList.of(rows) : undefined };
  }

  /** Loops, since it is asked for thousands of rows. */
  private has(row: number): boolean {
    for (const part of this.parts) if (!isInAny(part, row)) return false;
    return true;
  }

  private get length(): number {
    const lengths = this.parts.map((part) => part.reduce((most, { length }) => Math.max(most, length), 0));
    return Math.min(...lengths);
  }

  /** The words from `start` on, until the next block is asked for. */
  private block(start: number): Uint32Array {
    const [first = [], ...others] = this.parts;
    writeAny(first, joint, start);
    for (const part of others) keepAny(part, joint, start);
    return joint;
  }
}

function isInAny(part: Part, row: number): boolean {
  for (const rows of part) if (rows.has(row)) return true;
  return false;
}

function writeAny([first, ...others]: Part, block: Uint32Array, start: number): void {
  if (first === undefined) block.fill(0);
  else first.writeTo(block, start);
  for (const rows of others) rows.addTo(block, start);
}

function keepAny(part: Part, block: Uint32Array, start: number): void {
  const [first] = part;
  if (first !== undefined && part.length === 1) return first.keepIn(block, start);
  writeAny(part, anyOf, start);
  for (let index = 0; index < BLOCK; index += 1) block[index] = (block[index] ?? 0) & (anyOf[index] ?? 0);
}

interface Rows {
  readonly block: Uint32Array;
  readonly start: number;
  readonly rows: number[];
  readonly limit: number;
}

/** `end` counts from the start of the block. */
function addRowsBelow(end: number, { block, start, rows, limit }: Rows): void {
  for (let index = Math.min(end >>> 5, BLOCK - 1); index >= 0; index -= 1) {
    let word = block[index] ?? 0;
    if (index === end >>> 5) word &= (1 << (end & 31)) - 1;
    while (word !== 0) {
      if (rows.length === limit) return;
      const bit = 31 - Math.clz32(word);
      rows.push((start + index) * 32 + bit);
      word &= ~(1 << bit);
    }
  }
}

function countBits(words: Uint32Array): number {
  let count = 0;
  for (let index = 0; index < words.length; index += 1) count += bitsIn(words[index] ?? 0);
  return count;
}

/** How many bits are 1, of all numbers of sixteen bits: to look two of them up takes a third less than to count them. */
const BITS_IN = Uint8Array.from({ length: 65_536 }, (_, bits) => bits.toString(2).replaceAll('0', '').length);

const bitsIn = (word: number): number => (BITS_IN[word & 0xffff] ?? 0) + (BITS_IN[word >>> 16] ?? 0);
