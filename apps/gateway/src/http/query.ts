import { z } from 'zod';
import { PageQuery } from '#contracts';

const MAX_VALUES = 20;

/**
 * The parameters of every list. An unknown parameter is refused: with a mistyped filter, a caller would get all rows and
 * act on them.
 */
export const ListQuery = z.strictObject(PageQuery.shape);
export type ListQuery = z.infer<typeof ListQuery>;

/** A filter of a list: `?status=active,paused`, or the same parameter several times. */
export const anyOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(splitAtCommas, z.array(item).max(MAX_VALUES));

/** An absent parameter stays absent. */
export const splitAtCommas = (given: unknown): unknown =>
  given === undefined
    ? undefined
    : [given].flat().flatMap((list) => (typeof list === 'string' ? list.split(',') : [list]));
