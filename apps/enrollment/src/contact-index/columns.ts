import { Bitmap } from './bitmap.js';

/** What one field says of every row. */
export interface Column {
  /** Puts the rows from `start` on into a new order: `order[0]` is the row that comes to `start`. */
  reorder(start: number, order: readonly number[]): void;
  readonly bytes: number;
}

/** For values that many rows share: each is kept once, and asked once instead of a million times. */
export class SharedValues<Given, Value = Given> implements Column {
  private codes = new Uint32Array(1_024);
  private readonly values: Value[] = [];
  private readonly codeOf = new Map<unknown, number>();

  /** `keyOf` tells values apart as they are given, `valueOf` makes of one what is kept. */
  constructor(
    private readonly keyOf: (given: Given) => unknown,
    private readonly valueOf: (given: Given) => Value,
  ) {}

  get(row: number): Value {
    const value = this.values[this.codes[row] ?? 0];
    if (value === undefined) throw new Error(`row ${row} has no value`);
    return value;
  }

  /** How many values there are. Their codes count up from 0. */
  get count(): number {
    return this.values.length;
  }

  /** Answers the code of the value. */
  set(row: number, given: Given): number {
    if (row >= this.codes.length) this.codes = doubled(this.codes, new Uint32Array(this.codes.length * 2));
    const key = this.keyOf(given);
    const code = this.codeOf.get(key) ?? this.newCode(key, given);
    this.codes[row] = code;
    return code;
  }

  /** The rows below `size` whose value passes. */
  rowsWhere(size: number, passes: (value: Value) => boolean): Bitmap {
    const verdicts = new Uint8Array(this.values.length);
    // Not `Uint8Array.from`, which takes several times as long.
    for (const [code, value] of this.values.entries()) verdicts[code] = passes(value) ? 1 : 0;
    return this.rowsOf(size, verdicts);
  }

  /** The rows below `size` of whose code the verdict is 1. */
  rowsOf(size: number, verdicts: Uint8Array): Bitmap {
    return Bitmap.ofCodes(size, this.codes, verdicts);
  }

  reorder(start: number, order: readonly number[]): void {
    this.codes.set(
      order.map((row) => this.codes[row] ?? 0),
      start,
    );
  }

  /** The values themselves at some 100 bytes each. */
  get bytes(): number {
    return this.codes.byteLength + this.values.length * 100;
  }

  private newCode(key: unknown, given: Given): number {
    const code = this.values.push(this.valueOf(given)) - 1;
    this.codeOf.set(key, code);
    return code;
  }
}

/** For numbers that nearly every row has another of. */
export class Numbers implements Column {
  private numbers = new Float64Array(1_024);

  get(row: number): number {
    return this.numbers[row] ?? NaN;
  }

  set(row: number, value: number): void {
    if (row >= this.numbers.length) {
      this.numbers = doubled(this.numbers, new Float64Array(this.numbers.length * 2));
    }
    this.numbers[row] = value;
  }

  /** The rows below `size` whose number is above `bound`. */
  rowsAbove(size: number, bound: number): Bitmap {
    return Bitmap.above(size, this.numbers, bound);
  }

  reorder(start: number, order: readonly number[]): void {
    this.numbers.set(
      order.map((row) => this.get(row)),
      start,
    );
  }

  get bytes(): number {
    return this.numbers.byteLength;
  }
}

function doubled<Values extends Uint32Array | Float64Array>(values: Values, room: Values): Values {
  room.set(values);
  return room;
}
