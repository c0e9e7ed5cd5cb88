import type { RowSet } from './row-set.js';

/** A set of one row in so many is a list, which takes half of a bitmap's memory then, or less. */
const FEW = 64;

/** A set of few row numbers, one after the other: a bitmap of a million rows has 125 KB for however few. */
export class RowList implements RowSet {
  private constructor(private readonly rows: Uint32Array) {}

  /** In any order, each once. */
  static of(rows: readonly number[]): RowList {
    return new RowList(Uint32Array.from(rows).toSorted());
  }

  /** Whether so many rows of `size` are few. */
  static isFor(count: number, size: number): boolean {
    return count * FEW < size;
  }

  get count(): number {
    return this.rows.length;
  }

  get bytes(): number {
    return this.rows.byteLength;
  }

  get length(): number {
    return Math.ceil(((this.rows.at(-1) ?? -1) + 1) / 32);
  }

  has(row: number): boolean {
    return this.rows[this.placeOf(row)] === row;
  }

  /** Those that pass. */
  where(passes: (row: number) => boolean): RowList {
    return new RowList(this.rows.filter(passes));
  }

  /** Up to `limit` of the rows below `row`, the highest first. */
  below(row: number, limit: number): number[] {
    const end = this.placeOf(row);
    return [...this.rows.subarray(Math.max(0, end - limit), end)].toReversed();
  }

  writeTo(block: Uint32Array, start: number): void {
    block.fill(0);
    this.addTo(block, start);
  }

  keepIn(block: Uint32Array, start: number): void {
    const kept = new Uint32Array(block.length);
    this.addTo(kept, start);
    for (let index = 0; index < block.length; index += 1) {
      block[index] = (block[index] ?? 0) & (kept[index] ?? 0);
    }
  }

  addTo(block: Uint32Array, start: number): void {
    const [first, end] = [start * 32, (start + block.length) * 32];
    for (let place = this.placeOf(first); place < this.rows.length; place += 1) {
      const row = this.rows[place] ?? 0;
      if (row >= end) return;
      const index = (row - first) >>> 5;
      block[index] = (block[index] ?? 0) | (1 << (row & 31));
    }
  }

  /** Of the first row that is not below this one. */
  private placeOf(row: number): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
