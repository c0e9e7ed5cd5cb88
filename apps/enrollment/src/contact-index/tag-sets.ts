import type { Bitmap } from './bitmap.js';
import { SharedValues, type Column } from './columns.js';
import type { RowList } from './row-list.js';

/** What no text of the store can hold. */
const NO_CHARACTER = '\u0000';

/**
 * The tags of every row. Contacts have them in many combinations, a hundred thousand among a million contacts: to ask
 * each of them for a tag took 100 ms. So it is also known which ones have it.
 */
export class TagSets implements Column {
  readonly sets = new SharedValues<readonly string[]>(
    (tags) => tags.map((tag) => tag + NO_CHARACTER).join(''), // no tags and one empty tag are two things
    (tags) => tags,
  );
  /** Of each tag, the codes of the combinations. */
  private readonly codesWith = new Map<string, number[]>();
  private codes = 0;

  set(row: number, tags: readonly string[]): void {
    const before = this.sets.count;
    const code = this.sets.set(row, tags);
    if (this.sets.count > before) this.note(code, tags);
  }

  hasAny(row: number, wanted: readonly string[]): boolean {
    return wanted.some((tag) => this.sets.get(row).includes(tag));
  }

  /** The rows below `size` that have at least one of the tags; undefined where they are not few. */
  fewRowsWithAny(size: number, wanted: readonly string[]): RowList | undefined {
    const codes = new Set(wanted.flatMap((tag) => this.codesWith.get(tag) ?? []));
    return this.sets.fewRowsOf(size, [...codes]);
  }

  /** The rows below `size` that have at least one of the tags. */
  rowsWithAny(size: number, wanted: readonly string[]): Bitmap {
    return this.sets.rowsOf(size, this.verdicts(wanted, { withAny: 1, without: 0 }));
  }

  /** The rows below `size` that have not got the tag. */
  rowsWithout(size: number, unwanted: string): Bitmap {
    return this.sets.rowsOf(size, this.verdicts([unwanted], { withAny: 0, without: 1 }));
  }

  reorder(start: number, order: readonly number[]): void {
    this.sets.reorder(start, order);
  }

  /** The tags themselves at some 100 bytes each. */
  get bytes(): number {
    return this.sets.bytes + this.codesWith.size * 100 + this.codes * 8;
  }

  /** On each combination of tags. */
  private verdicts(
    tags: readonly string[],
    { withAny, without }: Record<'withAny' | 'without', 0 | 1>,
  ): Uint8Array {
    const verdicts = new Uint8Array(this.sets.count).fill(without);
    for (const tag of tags) {
      for (const code of this.codesWith.get(tag) ?? []) verdicts[code] = withAny;
    }
    return verdicts;
  }

  private note(code: number, tags: readonly string[]): void {
    for (const tag of new Set(tags)) {
      const codes = this.codesWith.get(tag);
      if (codes === undefined) this.codesWith.set(tag, [code]);
      else codes.push(code);
      this.codes += 1;
    }
  }
}
