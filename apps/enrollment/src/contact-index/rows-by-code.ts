/** More rows with other codes than before are no longer looked at one by one. */
const MAX_CHANGED = 10_000;

/**
 * The rows of each code, four bytes each: as they were when all were looked through, 20 ms for a million,
 * and which rows were written since.
 */
export class RowsByCode {
  /** Where the rows of a code begin among `rows`; those of the next one begin where they end. */
  private readonly starts: Uint32Array;
  private readonly rows: Uint32Array;
  private readonly written = new Set<number>();

  constructor(codes: Uint32Array, size: number, count: number) {
    this.starts = startsOf(codes.subarray(0, size), count);
    this.rows = new Uint32Array(size);
    const next = this.starts.slice();
    for (let row = 0; row < size; row += 1) {
      const code = codes[row] ?? 0;
      const place = next[code] ?? 0;
      this.rows[place] = row;
      next[code] = place + 1;
    }
  }

  get bytes(): number {
    return this.starts.byteLength + this.rows.byteLength;
  }

  get isOutdated(): boolean {
    return this.written.size > MAX_CHANGED;
  }

  noteWritten(row: number): void {
    this.written.add(row);
  }

  /** How many rows have one of the codes, at most. */
  countOf(codes: readonly number[]): number {
    return codes.reduce((count, code) => count + this.endOf(code) - this.startOf(code), this.written.size);
  }

  /** The rows of these codes, each of which is named once. `codeOf` tells which one a row has now. */
  of(codes: readonly number[], codeOf: (row: number) => number | undefined): number[] {
    const rows: number[] = [];
    for (const code of codes) {
      for (let place = this.startOf(code); place < this.endOf(code); place += 1) {
        const row = this.rows[place] ?? 0;
        if (!this.written.has(row)) rows.push(row);
      }
    }
    const wanted = new Set<number | undefined>(codes);
    for (const row of this.written) if (wanted.has(codeOf(row))) rows.push(row);
    return rows;
  }

  /** A code that is newer has no rows here. */
  private startOf(code: number): number {
    return this.starts[code] ?? this.rows.length;
  }

  private endOf(code: number): number {
    return this.starts[code + 1] ?? this.rows.length;
  }
}

/** Where the rows of each code begin, when they are put one code after the other; and where the last ones end. */
function startsOf(codes: Uint32Array, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (const code of codes) starts[code + 1] = (starts[code + 1] ?? 0) + 1;
  for (let code = 1; code <= count; code += 1) starts[code] = (starts[code] ?? 0) + (starts[code - 1] ?? 0);
  return starts;
}
