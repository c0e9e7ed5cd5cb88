import { Bitmap } from './bitmap.js';
import { Numbers, SharedValues, type Column } from './columns.js';
import { RecentlyUsed } from './recently-used.js';
import { SortedIds } from './sorted-ids.js';

const TEXTS = [
  'title',
  'seniority',
  'department',
  'city',
  'state',
  'country',
  'lead_source',
  'verification_status',
  'icp_tier',
  'grade',
  'company_name',
  'company_domain',
  'company_industry',
  'company_revenue_band',
] as const;
const NUMBERS = ['lead_score', 'company_employee_count'] as const;
const TIMES = ['created_at', 'updated_at'] as const;

/** Texts that filters compare, without regard to case. */
export type TextColumn = (typeof TEXTS)[number];
export type NumberColumn = (typeof NUMBERS)[number];
/** Microseconds since 1970, as exact as PostgreSQL's. */
export type TimeColumn = (typeof TIMES)[number];

/** A contact as it is read from the store, times as microseconds. */
export type IndexedContact = Readonly<Record<TextColumn, string | null>> &
  Readonly<Record<NumberColumn, number | null>> &
  Readonly<Record<TimeColumn, number>> & {
    readonly id: string;
    readonly is_deleted: boolean;
    readonly tags: readonly string[];
  };

export const INDEXED_TEXTS: readonly TextColumn[] = TEXTS;

/** The answers to questions that were asked before are kept up to date; more of them cost memory and each change time. */
const MAX_KEPT_ANSWERS = 200;

interface KeptAnswer {
  readonly rows: Bitmap;
  readonly update: (row: number) => void;
}

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
  private readonly tags = new SharedValues<readonly string[]>(
    (tags) => tags.map((tag) => tag + NO_CHARACTER).join(''), // no tags and one empty tag are two things
    (tags) => tags,
  );
  private readonly deleted = new SharedValues<boolean>(itself, itself);
  private readonly kept = new RecentlyUsed<KeptAnswer>(MAX_KEPT_ANSWERS);

  get size(): number {
    return this.ids.size;
  }

  get bytes(): number {
    const ofColumns = this.columns().reduce((bytes, column) => bytes + column.bytes, 0);
    return this.ids.bytes + ofColumns + (this.kept.size * this.size) / 8;
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
    for (const { update } of this.kept.values()) {
      changed.forEach(update);
      moved.forEach(update);
    }
  }

  live(): Bitmap {
    return this.where('live', this.deleted, (deleted) => !deleted);
  }

  /** The rows of these contacts, sixteen bytes each; those that it does not know are passed over. */
  rowsOf(ids: Buffer): Bitmap {
    const rows = Bitmap.empty();
    for (const row of this.ids.rowsOf(ids)) rows.set(row, true);
    return rows;
  }

  /** `question` names the test: the same name has to mean the same test. */
  whereText(column: TextColumn, question: string, passes: (text: string | null) => boolean): Bitmap {
    return this.where(`${column} ${question}`, named(this.texts, column), passes);
  }

  /** NaN stands for none. */
  whereNumber(column: NumberColumn, question: string, passes: (number: number) => boolean): Bitmap {
    return this.where(`${column} ${question}`, named(this.numbers, column), passes);
  }

  whereAfter(column: TimeColumn, time: number): Bitmap {
    const times = named(this.times, column);
    return this.kept.get(`${column} > ${time}`, () => {
      const rows = times.rowsAbove(this.size, time);
      return { rows, update: (row) => rows.set(row, times.get(row) > time) };
    }).rows;
  }

  whereTags(question: string, passes: (tags: readonly string[]) => boolean): Bitmap {
    return this.where(`tags ${question}`, this.tags, passes);
  }

  /** The ids of up to `limit` of the rows, the newest first, all of them before the contact `after` when there is one. */
  newest(rows: Bitmap, after: string | null, limit: number): string[] {
    const before = after === null ? this.size : this.ids.firstNotBelow(after);
    return rows.below(before, limit).map((row) => this.ids.get(row));
  }

  private columns(): Column[] {
    const { texts, numbers, times, tags, deleted } = this;
    return [...texts.values(), ...numbers.values(), ...times.values(), tags, deleted];
  }

  private where<Given, Value>(
    question: string,
    column: SharedValues<Given, Value>,
    passes: (value: Value) => boolean,
  ): Bitmap {
    return this.kept.get(question, () => {
      const rows = column.rowsWhere(this.size, passes);
      return { rows, update: (row) => rows.set(row, passes(column.get(row))) };
    }).rows;
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

/** What no text of the store can hold. */
const NO_CHARACTER = '\u0000';

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
