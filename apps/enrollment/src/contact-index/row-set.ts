/** A set of row numbers. */
export interface RowSet {
  /** How many words of 32 rows reach to its highest one, or further. */
  readonly length: number;
  has(row: number): boolean;
  /** Makes `block`, which stands for the words from `start` on, its rows there. */
  writeTo(block: Uint32Array, start: number): void;
  /** Leaves in `block`, which stands for the words from `start` on, the rows that are in here too. */
  keepIn(block: Uint32Array, start: number): void;
  /** Adds its rows to `block`, which stands for the words from `start` on. */
  addTo(block: Uint32Array, start: number): void;
}
