import type { SegmentRule } from '#contracts';
import { kindOf } from '../domain/segment-rule-errors.js';
import type { ContactTable } from './contact-table.js';
import { TEXTS, type TextColumn } from './indexed-contact.js';
import type { Part } from './joint-rows.js';

type Operator = SegmentRule['operator'];
/** Whether the value of a contact meets the rule's. */
type Test<Value, Wanted> = (value: Value, wanted: Wanted) => boolean;

const isEmptyText = (text: string | null): boolean => text === null || text === '';

const TEXT_TESTS: Partial<Record<Operator, Test<string | null, string>>> = {
  equals: (text, wanted) => text === wanted,
  not_equals: (text, wanted) => text !== wanted,
  contains: (text, wanted) => text?.includes(wanted) === true,
  not_contains: (text, wanted) => text?.includes(wanted) !== true,
  starts_with: (text, wanted) => text?.startsWith(wanted) === true,
  ends_with: (text, wanted) => text?.endsWith(wanted) === true,
  is_empty: isEmptyText,
  is_not_empty: (text) => !isEmptyText(text),
};

/** A contact without the number has NaN, which is neither greater nor less nor equal. */
const NUMBER_TESTS: Partial<Record<Operator, Test<number, number>>> = {
  equals: (number, wanted) => number === wanted,
  not_equals: (number, wanted) => number !== wanted,
  greater_than: (number, wanted) => number > wanted,
  less_than: (number, wanted) => number < wanted,
  is_empty: (number) => Number.isNaN(number),
  is_not_empty: (number) => !Number.isNaN(number),
};

const TAG_RULES: Partial<Record<Operator, (table: ContactTable, tag: string) => Part>> = {
  has: (table, tag) => table.whereAnyTag([tag]),
  has_not: (table, tag) => table.whereNotTag(tag),
  is_empty: (table) => table.whereNoTags(),
  is_not_empty: (table) => table.whereSomeTags(),
};

/** Whether it can be told from the table; if not, the store has to be asked. */
export const isIndexed = ({ field, operator }: SegmentRule): boolean =>
  kindOf(field) !== 'text' || (columnOf(field) !== undefined && TEXT_TESTS[operator] !== undefined);

/** The contacts of whom an indexed rule holds, as `segmentSql` means it. */
export function matchRule(table: ContactTable, { field, operator, value }: SegmentRule): Part {
  const question = `${operator} ${JSON.stringify(value)}`;
  switch (kindOf(field)) {
    case 'text': {
      const test = known(TEXT_TESTS[operator]);
      const wanted = String(value).toLowerCase();
      return table.whereText(known(columnOf(field)), question, (text) => test(text, wanted));
    }
    case 'number': {
      const test = known(NUMBER_TESTS[operator]);
      const column = field === 'lead_score' ? 'lead_score' : 'company_employee_count';
      return table.whereNumber(column, question, (number) => test(number, Number(value)));
    }
    case 'tags':
      return known(TAG_RULES[operator])(table, String(value));
  }
}

function columnOf(field: SegmentRule['field']): TextColumn | undefined {
  const name = field.replace('.', '_');
  return TEXTS.find((text) => text === name);
}

/** Rules were checked when their segment was stored. */
function known<Known>(value: Known | undefined): Known {
  if (value === undefined) throw new Error('the rule is not one that the index knows');
  return value;
}
