import { z } from 'zod';

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 500;

/** Paging of every list: newest first, an opaque cursor that stays stable while rows are inserted. */
export const PageQuery = z.object({
  page_size: z
    .int()
    .min(1)
    .max(MAX_PAGE_SIZE)
    .default(DEFAULT_PAGE_SIZE)
    .meta({ description: 'Rows of a page at most.' }),
  cursor: z.string().max(512).optional().meta({
    description: '`next_cursor` of the page before, without which the first page is answered.',
  }),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** The answer of every list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    results: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Opaque; the `cursor` of the next page. Null on the last one.' }),
    has_more: z.boolean().meta({ description: 'Whether there is a next page.' }),
  });

export interface Page<Item> {
  results: Item[];
  next_cursor: string | null;
  has_more: boolean;
}
