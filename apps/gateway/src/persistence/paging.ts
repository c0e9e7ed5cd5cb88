import type { Page } from '#contracts';
import { isId, uuidOf, validationError, type Id, type IdPrefix } from '#kernel';

/** The uuid after which a page begins, in the order of falling ids; null for the first page. */
export function uuidIn(cursor: string | undefined, prefix: IdPrefix): string | null {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isId(prefix, id)) return uuidOf(id);

  throw validationError([{ field: 'cursor', code: 'invalid', message: 'is not a cursor of this list' }]);
}

/** The page that begins `items`, of which one more than its size was asked for. */
export function pageFrom<Item extends { readonly id: Id<IdPrefix> }>(
  items: readonly Item[],
  size: number,
): Page<Item> {
  const results = items.slice(0, size);
  const last = results.at(-1);
  const hasMore = items.length > size;
  return {
    results,
    has_more: hasMore,
    next_cursor: hasMore && last ? Buffer.from(last.id).toString('base64url') : null,
  };
}
