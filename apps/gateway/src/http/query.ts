import { PageQuery } from '#contracts';
import { z } from 'zod';

const MAX_VALUES = 20;

/**
 * What every list takes. A parameter that the list does not know is refused: whoever mistypes a filter would get
 * everything, and act on it.
 */
export const ListQuery = z.strictObject(PageQuery.shape);
export type ListQuery = z.infer<typeof ListQuery>;

/** A filter of a list: `?status=active,paused`, or the parameter several times. */
export const anyOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(splitAtCommas, z.array(item).max(MAX_VALUES));

/** What is absent stays absent. */
export const splitAtCommas = (given: unknown): unknown =>
  given === undefined
    ? undefined
    : [given].flat().flatMap((list) => (typeof list === 'string' ? list.split(',') : [list]));
