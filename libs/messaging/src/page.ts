import { isId, uuidOf, validationError, type Id, type IdPrefix } from '#kernel';
import { signCursor } from './cursor-signature.js';
import { batchesOf } from './message-size.js';

/** The place where the next page begins: after the last id of this one. Opaque to callers. */
export const cursorAfter = (id: Id<IdPrefix>): string => Buffer.from(id).toString('base64url');

/** The uuid of a cursor; null for the first page. */
export function uuidIn(cursor: string | undefined, prefix: IdPrefix): string | null {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isId(prefix, id)) return uuidOf(id);

  throw validationError([
    { field: 'cursor', code: 'invalid_format', message: 'is not a cursor of this list' },
  ]);
}

interface Identified {
  readonly id: Id<IdPrefix>;
}

/** A page of a list. The server of requests signs its cursor, and shortens one that is too large for a message. */
export class ResultPage<Item extends Identified> {
  next_cursor: string | null;
  #cursorAfter: (id: Id<IdPrefix>) => string;

  constructor(
    public results: Item[],
    public has_more: boolean,
    cursor = cursorAfter,
  ) {
    this.#cursorAfter = cursor;
    this.next_cursor = this.#nextCursor();
  }

  sign(key: string): void {
    const unsigned = this.#cursorAfter;
    this.#cursorAfter = (id) => signCursor(unsigned(id), key);
    this.next_cursor = this.#nextCursor();
  }

  /** Keeps the first items that fit into a message, one at least; the next page continues after them. */
  shorten(): void {
    const [results = []] = batchesOf(this.results);
    this.has_more ||= results.length < this.results.length;
    this.results = results;
    this.next_cursor = this.#nextCursor();
  }

  #nextCursor(): string | null {
    const last = this.results.at(-1);
    return this.has_more && last ? this.#cursorAfter(last.id) : null;
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
