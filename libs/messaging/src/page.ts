import { isId, uuidOf, validationError, type Id, type IdPrefix } from '#kernel';
import { signCursor } from './cursor-signature.js';
import { batchesOf, MAX_MESSAGE_BYTES } from './message-size.js';
import { digestOf } from './rpc/json-bytes.js';

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

/** The JSON of a page, for the requester whose key signs its cursor. */
interface WrittenPage {
  readonly cursorKey: string;
  readonly bytes: Buffer;
  readonly digest: string;
}

/** A page of a list, which is sent without what is too large for a message. */
export class ResultPage<Item extends Identified> {
  next_cursor: string | null;
  readonly #cursorAfter: (id: Id<IdPrefix>) => string;
  #written: WrittenPage | undefined;

  constructor(
    public results: Item[],
    public has_more: boolean,
    cursor = cursorAfter,
  ) {
    this.#cursorAfter = cursor;
    this.next_cursor = this.#nextCursor();
  }

  /** With its cursor signed. A handler that answers the same page again has it written once. */
  write(cursorKey: string): WrittenPage {
    if (this.#written?.cursorKey !== cursorKey) {
      const bytes = Buffer.from(this.text(cursorKey));
      this.#written = { cursorKey, bytes, digest: digestOf(bytes) };
    }
    return this.#written;
  }

  /** The cursor is signed where a key is given. */
  text(cursorKey?: string): string {
    const text = this.#json(cursorKey);
    if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return text;
    this.#shorten();
    return this.#json(cursorKey);
  }

  #json(cursorKey: string | undefined): string {
    if (cursorKey === undefined || this.next_cursor === null) return JSON.stringify(this);
    const signed = { next_cursor: signCursor(this.next_cursor, cursorKey) };
    return JSON.stringify(Object.assign(Object.create(null), this, signed));
  }

  /** Keeps the first items that fit into a message, one at least; the next page continues after them. */
  #shorten(): void {
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
