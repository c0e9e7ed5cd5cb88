import { Bitmap } from './bitmap.js';
import { Numbers, SharedValues, type Column } from './columns.js';
import {
  NUMBERS,
  TEXTS,
  TIMES,
  type IndexedContact,
  type NumberColumn,
  type TextColumn,
  type TimeColumn,
} from './indexed-contact.js';
import type { JointRows, Part } from './joint-rows.js';
import { KeptAnswers } from './kept-answers.js';
import { RowList } from './row-list.js';
import type { RowSet } from './row-set.js';
import { SortedIds } from './sorted-ids.js';
import { TagSets } from './tag-sets.js';

/** What filters ask of the contacts of one workspace, by column, in the order of their ids. */
export class ContactTable {
  private readonly ids = new SortedIds();
  private readonly texts = byName(TEXTS, () => new SharedValues<string | null>(itself, lowerCased));
  /** NaN stands for none. */
  private readonly numbers = byName(
    NUMBERS,
    () => new SharedValues<number | null, number>(itself, (number) => number ?? NaN),
  );
  private readonly times = byName(TIMES, () => new Numbers());
  private readonly tags = new TagSets();
  private readonly deleted = new SharedValues<boolean>(itself, itself);
  private readonly kept = new KeptAnswers();

  get size(): number {
    return this.ids.size;
  }

  get bytes(): number {
    const ofColumns = this.columns().reduce((bytes, column) => bytes + column.bytes, 0);
    return this.ids.bytes + ofColumns + (this.kept.size * this.size) / 8;
  }

  forgetAnswers(): void {
    this.kept.clear();
    const columns = [...this.texts.values(), ...this.numbers.values(), this.tags.sets, this.deleted];
    for (const column of columns) column.forgetRows();
  }

  /** Takes contacts in as they are now, new ones and known ones. */
  write(contacts: readonly IndexedContact[]): void {
    const sortedSize = this.size;
    const changed = contacts.map((contact) => {
      const row = this.ids.find(contact.id, sortedSize) ?? this.ids.push(contact.id);
      this.writeRow(row, contact);
      return row;
    });
    const moved = this.size === sortedSize ? [] : this.bringToOrder(sortedSize);
    this.kept.update(changed);
    this.kept.update(moved);
  }

  everybody(): Part {
    return this.whereValue('everybody', this.deleted, () => true);
  }

  live(): Part {
    return this.whereValue('live', this.deleted, (deleted) => !deleted);
  }

  /** The rows of these contacts, sixteen bytes each; those that it does not know are passed over. */
  rowsOf(ids: Buffer): RowSet {
    const rows = [...this.ids.rowsOf(ids)];
    return RowList.isFor(rows.length, this.size) ? RowList.of(rows) : Bitmap.of(rows, this.size);
  }

  /** `question` names the test: the same name has to mean the same test. */
  whereText(column: TextColumn, question: string, passes: (text: string | null) => boolean): Part {
    return this.whereValue(`${column} ${question}`, named(this.texts, column), passes);
  }

  /** NaN stands for none. */
  whereNumber(column: NumberColumn, question: string, passes: (number: number) => boolean): Part {
    return this.whereValue(`${column} ${question}`, named(this.numbers, column), passes);
  }

  whereAfter(column: TimeColumn, time: number): Part {
    const times = named(this.times, column);
    return this.kept.to(
      `${column} > ${time}`,
      () => times.rowsAbove(this.size, time),
      (row) => times.get(row) > time,
    );
  }

  whereNoTags(): Part {
    return this.whereTags('none', (tags) => tags.length === 0);
  }

  whereSomeTags(): Part {
    return this.whereTags('some', (tags) => tags.length > 0);
  }

  whereAnyTag(wanted: readonly string[]): Part {
    const few = this.tags.fewRowsWithAny(this.size, wanted);
    if (few !== undefined) return [few];
    return this.kept.to(
      `tags any of ${JSON.stringify(wanted.toSorted())}`,
      () => this.tags.rowsWithAny(this.size, wanted),
      (row) => this.tags.hasAny(row, wanted),
    );
  }

  whereNotTag(unwanted: string): Part {
    return this.kept.to(
      `tags without ${unwanted}`,
      () => this.tags.rowsWithout(this.size, unwanted),
      (row) => !this.tags.hasAny(row, [unwanted]),
    );
  }

  /** The ids of up to `limit` of the rows, the newest first, all of them before the contact `after` when there is one. */
  newest(rows: Pick<JointRows, 'below'>, after: string | null, limit: number): string[] {
    const before = after === null ? this.size : this.ids.firstNotBelow(after);
    return rows.below(before, limit).map((row) => this.ids.get(row));
  }

  private columns(): Column[] {
    const { texts, numbers, times, tags, deleted } = this;
    return [...texts.values(), ...numbers.values(), ...times.values(), tags, deleted];
  }

  private whereTags(question: string, passes: (tags: readonly string[]) => boolean): Part {
    return this.whereValue(`tags ${question}`, this.tags.sets, passes);
  }

  private whereValue<Given, Value>(
    question: string,
    column: SharedValues<Given, Value>,
    passes: (value: Value) => boolean,
  ): Part {
    const few = column.rowsOfFew(this.size, passes);
    if (few !== undefined) return few;
    return this.kept.to(
      question,
      () => column.rowsWhere(this.size, passes),
      (row) => passes(column.get(row)),
    );
  }

  private writeRow(row: number, contact: IndexedContact): void {
    for (const [name, column] of this.texts) column.set(row, contact[name]);
    for (const [name, column] of this.numbers) column.set(row, contact[name]);
    for (const [name, column] of this.times) column.set(row, contact[name]);
    this.tags.set(row, contact.tags);
    this.deleted.set(row, contact.is_deleted);
  }

  /** Answers the rows that have another contact now. */
  private bringToOrder(sortedSize: number): number[] {
    const { start, order } = this.ids.bringToOrder(sortedSize);
    for (const column of this.columns()) column.reorder(start, order);
    return order.map((_, place) => start + place);
  }
}

const itself = <Value>(value: Value): Value => value;
/** Filters compare texts without regard to case. */
const lowerCased = (text: string | null): string | null => text?.toLowerCase() ?? null;

const byName = <Name extends string, Made>(names: readonly Name[], make: () => Made): Map<Name, Made> =>
  new Map(names.map((name) => [name, make()]));

function named<Name extends string, Made>(columns: ReadonlyMap<Name, Made>, name: Name): Made {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`there is no column ${name}`);
  return column;
}
