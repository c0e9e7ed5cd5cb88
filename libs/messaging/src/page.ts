import { isId, uuidOf, validationError, type Id, type IdPrefix } from '#kernel';
import { batchesOf } from './message-size.js';

/** The place where the next page begins: after the last id of this one. Opaque to callers. */
export const cursorAfter = (id: Id<IdPrefix>): string => Buffer.from(id).toString('base64url');

/** The uuid of a cursor; null for the first page. */
export function uuidIn(cursor: string | undefined, prefix: IdPrefix): string | null {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isId(prefix, id)) return uuidOf(id);

  throw validationError([{ field: 'cursor', code: 'invalid', message: 'is not a cursor of this list' }]);
}

interface Identified {
  readonly id: Id<IdPrefix>;
}

/** A page of a list. The server of requests shortens one that is too large for a message. */
export class ResultPage<Item extends Identified> {
  readonly next_cursor: string | null;
  readonly #cursorAfter: (id: Id<IdPrefix>) => string;

  constructor(
    readonly results: Item[],
    readonly has_more: boolean,
    cursor = cursorAfter,
  ) {
    const last = results.at(-1);
    this.next_cursor = has_more && last ? cursor(last.id) : null;
    this.#cursorAfter = cursor;
  }

  /** The first items that fit into a message, one at least; the next page continues after them. */
  shortened(): this {
    const [results = []] = batchesOf(this.results);
    const hasMore = this.has_more || results.length < this.results.length;
    const { has_more, next_cursor } = new ResultPage(results, hasMore, this.#cursorAfter);
    return Object.assign(this, { results, has_more, next_cursor });
  }
}

export interface PageOptions<More extends object> {
  /** Items of a page at most. */
  readonly size: number;
  /** Further fields of the answer, beside the page. */
  readonly more?: More;
  /** Makes the cursor after an item; `cursorAfter` by default. */
  readonly cursor?: (id: Id<IdPrefix>) => string;
}

/** The page that `found` begins with, where `found` has one item more than `size` if there is a next page. */
export const pageFrom = <Item extends Identified, More extends object = object>(
  found: readonly Item[],
  { size, more, cursor }: PageOptions<More>,
): ResultPage<Item> & More =>
  Object.assign(
    new ResultPage(found.slice(0, size), found.length > size, cursor),
    more ?? Object.create(null),
  );
