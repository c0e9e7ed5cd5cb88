import type { Bitmap } from './bitmap.js';
import { SharedValues, type Column } from './columns.js';

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

  /** The rows below `size` that have at least one of the tags. */
  rowsWithAny(size: number, wanted: readonly string[]): Bitmap {
    const verdicts = new Uint8Array(this.sets.count);
    for (const tag of wanted) {
      for (const code of this.codesWith.get(tag) ?? []) verdicts[code] = 1;
    }
    return this.sets.rowsOf(size, verdicts);
  }

  reorder(start: number, order: readonly number[]): void {
    this.sets.reorder(start, order);
  }

  /** The tags themselves at some 100 bytes each. */
  get bytes(): number {
    return this.sets.bytes + this.codesWith.size * 100 + this.codes * 8;
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
