import { z } from 'zod';
import { PageQuery } from '#contracts';

const MAX_VALUES = 20;

/**
 * The parameters of every list. An unknown parameter is refused: with a mistyped filter, a caller would get all rows and
 * act on them.
 */
export const ListQuery = z.strictObject({
  ...PageQuery.shape,
  page_size: integer(PageQuery.shape.page_size),
});
export type ListQuery = z.infer<typeof ListQuery>;

/**
 * A whole number in a query, where all values are texts. Only digits are one: `Number` would also read `0x10`, `1e2`, a
 * text with spaces and no text at all.
 */
export function integer<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(numberIn, schema);
}

function numberIn(given: unknown): unknown {
  return typeof given === 'string' && /^-?\d{1,15}$/.test(given) ? Number(given) : given;
}

/** A filter of a list: `?status=active,paused`, or the same parameter several times. */
export const anyOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(splitAtCommas, z.array(item).max(MAX_VALUES));

/** An absent parameter stays absent. */
export const splitAtCommas = (given: unknown): unknown =>
  given === undefined
    ? undefined
    : [given].flat().flatMap((list) => (typeof list === 'string' ? list.split(',') : [list]));
