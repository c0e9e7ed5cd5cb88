import { z } from 'zod';

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 500;

/** Paging of every list: newest first, an opaque cursor that stays stable while rows are inserted. */
export const PageQuery = z.object({
  page_size: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().max(512).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** The answer of every list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ results: z.array(item), next_cursor: z.string().nullable(), has_more: z.boolean() });

export interface Page<Item> {
  results: Item[];
  next_cursor: string | null;
  has_more: boolean;
}
