import { Bitmap } from './bitmap.js';
import { RowList } from './row-list.js';
import { RowsByCode } from './rows-by-code.js';

/** Of so many values at most, the rows of each are kept as well. */
const MAX_VALUES = 128;
/** More sets than this are not joined each time: every row is looked at once, and the answer kept. */
const MAX_JOINED = 8;
/** So many rows are put into another order one by one. */
const MAX_MOVED = 1_000;

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
  /** By code; of few values alone, once that was asked for. */
  private rowsOfEach: Bitmap[] | undefined;
  /** Once that was asked for. */
  private rowsByCode: RowsByCode | undefined;

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
    this.put(row, code);
    return code;
  }

  /** The rows below `size` of each value that passes; undefined for a column, or a question, of too many values. */
  rowsOfFew(size: number, passes: (value: Value) => boolean): Bitmap[] | undefined {
    if (this.values.length > MAX_VALUES) return undefined;
    const passing = [...this.values.keys()].filter((code) => this.passes(code, passes));
    if (passing.length > MAX_JOINED) return undefined;
    const rowsOfEach = (this.rowsOfEach ??= Bitmap.ofEachCode(size, this.codes, this.values.length));
    return passing.flatMap((code) => rowsOfEach[code] ?? []);
  }

  /** The rows below `size` of any of the codes, each of which is named once; undefined where they are not few. */
  fewRowsOf(size: number, codes: readonly number[]): RowList | undefined {
    const rows = (this.rowsByCode ??= new RowsByCode(this.codes, size, this.values.length));
    if (!RowList.isFor(rows.countOf(codes), size)) return undefined;
    return RowList.of(rows.of(codes, (row) => this.codes[row]));
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
    const codes = order.map((row) => this.codes[row] ?? 0);
    if (order.length > MAX_MOVED) {
      this.forgetRows();
      this.codes.set(codes, start);
    } else for (const [place, code] of codes.entries()) this.put(start + place, code);
  }

  /** They are found again when they are asked for. */
  forgetRows(): void {
    this.rowsOfEach = undefined;
    this.rowsByCode = undefined;
  }

  /** The values themselves at some 100 bytes each. */
  get bytes(): number {
    const ofRows = (this.rowsOfEach ?? []).reduce((bytes, rows) => bytes + rows.bytes, 0);
    return this.codes.byteLength + this.values.length * 100 + ofRows + (this.rowsByCode?.bytes ?? 0);
  }

  private passes(code: number, passes: (value: Value) => boolean): boolean {
    const value = this.values[code];
    return value !== undefined && passes(value);
  }

  private put(row: number, code: number): void {
    const before = this.codes[row] ?? 0; // of a new row it is 0, in whose rows it is not yet
    this.codes[row] = code;
    this.rowsByCode?.noteWritten(row);
    if (this.rowsByCode?.isOutdated === true) this.rowsByCode = undefined;
    if (this.rowsOfEach === undefined) return;
    this.rowsOfEach[before]?.set(row, false);
    this.rowsOfEach[code]?.set(row, true);
  }

  private newCode(key: unknown, given: Given): number {
    const code = this.values.push(this.valueOf(given)) - 1;
    this.codeOf.set(key, code);
    if (code < MAX_VALUES) this.rowsOfEach?.push(Bitmap.empty());
    else this.rowsOfEach = undefined;
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
