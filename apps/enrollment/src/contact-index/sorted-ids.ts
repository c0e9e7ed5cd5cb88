const WORDS = 4;

/** Uuids by row, sixteen bytes each, in the order in which PostgreSQL sorts them. */
export class SortedIds {
  private words = new Uint32Array(WORDS * 1_024);
  private count = 0;
  private highest = '';

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return this.words.byteLength;
  }

  get(row: number): string {
    const first = row * WORDS;
    const [a, b, c, d] = [this.hex(first), this.hex(first + 1), this.hex(first + 2), this.hex(first + 3)];
    return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
  }

  /** The row among the first `size`, which are in order, that has the id. */
  find(id: string, size: number): number | undefined {
    if (id > this.highest) return undefined; // as texts they have the same order; a read of all finds none
    const words = wordsOf(id);
    const row = this.placeOf(words, size);
    return row < size && this.compare(row, words) === 0 ? row : undefined;
  }

  /**
   * The rows that have these ids, sixteen bytes each; others are passed over. All rows have to be in order. Each is
   * looked for from where the one before was found, since the store answers nearly in the order of ids.
   */
  *rowsOf(ids: Buffer): Iterable<number> {
    const words = new Uint32Array(WORDS);
    let row = 0;
    for (let place = 0; place < ids.length; place += WORDS * 4) {
      for (let word = 0; word < WORDS; word += 1) words[word] = ids.readUInt32BE(place + word * 4);
      row = this.placeFrom(row, words);
      if (row < this.count && this.compare(row, words) === 0) yield row;
    }
  }

  /** The first row whose id is not below this one; the size where there is none. */
  firstNotBelow(id: string): number {
    return this.placeOf(wordsOf(id), this.count);
  }

  /** At the end, out of order until `bringToOrder`. */
  push(id: string): number {
    if (this.words.length === this.count * WORDS) {
      const room = new Uint32Array(this.words.length * 2);
      room.set(this.words);
      this.words = room;
    }
    this.words.set(wordsOf(id), this.count * WORDS);
    this.count += 1;
    if (id > this.highest) this.highest = id;
    return this.count - 1;
  }

  /**
   * Brings the rows from `sortedSize` on, which were pushed since, to their places. Answers where the rows that moved
   * begin, and in which order they are now. New contacts have the highest ids, so only a few ever move.
   */
  bringToOrder(sortedSize: number): { readonly start: number; readonly order: number[] } {
    if (this.isInOrder(sortedSize)) return { start: sortedSize, order: [] };
    const pushed = rowsBetween(sortedSize, this.count);
    const start = Math.min(sortedSize, ...pushed.map((row) => this.placeOf(this.at(row), sortedSize)));
    const order = rowsBetween(start, this.count).toSorted((one, other) => this.compare(one, this.at(other)));
    const sorted = order.map((row) => this.at(row).slice());
    for (const [place, words] of sorted.entries()) this.words.set(words, (start + place) * WORDS);
    return { start, order };
  }

  private hex(place: number): string {
    const word = this.words[place] ?? 0;
    return hexOf(word >>> 24) + hexOf((word >>> 16) & 255) + hexOf((word >>> 8) & 255) + hexOf(word & 255);
  }

  private isInOrder(sortedSize: number): boolean {
    for (let row = Math.max(1, sortedSize); row < this.count; row += 1) {
      if (this.compare(row - 1, this.at(row)) > 0) return false;
    }
    return true;
  }

  /** Where among the first `size` rows an id belongs, of which it is known to be at `low` or above. */
  private placeOf(words: ArrayLike<number>, size: number, low = 0): number {
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, words) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The same among all rows, and fast where that is near `row`. */
  private placeFrom(row: number, words: ArrayLike<number>): number {
    if (row >= this.count || this.compare(row, words) > 0) return this.placeOf(words, row);
    let [low, step] = [row, 1];
    while (low + step < this.count && this.compare(low + step, words) < 0) {
      low += step;
      step *= 2;
    }
    return this.placeOf(words, Math.min(low + step, this.count), low);
  }

  private at(row: number): Uint32Array {
    return this.words.subarray(row * WORDS, (row + 1) * WORDS);
  }

  private compare(row: number, words: ArrayLike<number>): number {
    for (let word = 0; word < WORDS; word += 1) {
      const difference = (this.words[row * WORDS + word] ?? 0) - (words[word] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

/** Looked up: to format each word took ten times as long, 0.1 ms for the ids of a page. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hexOf = (byte: number): string => HEX[byte] ?? '';

const rowsBetween = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, place) => start + place);

/** Of `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. */
function wordsOf(id: string): readonly [number, number, number, number] {
  return [
    Number.parseInt(id.slice(0, 8), 16),
    Number.parseInt(id.slice(9, 13) + id.slice(14, 18), 16),
    Number.parseInt(id.slice(19, 23) + id.slice(24, 28), 16),
    Number.parseInt(id.slice(28), 16),
  ];
}
