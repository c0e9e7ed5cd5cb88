import { JsonText, type Id, type IdPrefix } from '#kernel';
import { cursorAfter } from './cursor.js';

/** Three quarters of what a NATS message may have. */
const MAX_BYTES = 768 * 1_024;

export interface PageOf<Item> {
  readonly next_cursor: string | null;
  readonly has_more: boolean;
  readonly results: Item[];
}

/** An item as it stands in a page. */
export interface WrittenItem {
  readonly id: Id<IdPrefix>;
  /** JSON. */
  readonly text: string;
}

/**
 * The page of at most `size` that `found` begins with, where `found` has one more than that if there is a next page.
 * `more`: what the answer says beside the page.
 */
export const pageFrom = <Item extends { readonly id: Id<IdPrefix> }, More extends object = object>(
  found: readonly Item[],
  size: number,
  more?: More,
): JsonText<PageOf<Item> & More> =>
  pageOfWritten(
    found.slice(0, size).map((item) => ({ id: item.id, text: JSON.stringify(item) })),
    found.length > size,
    more,
  );

/** A page ends earlier where its items are very large, since an answer has to fit into a message. */
export function pageOfWritten<Page extends object>(
  items: readonly WrittenItem[],
  isFollowed: boolean,
  more: object = {},
): JsonText<Page> {
  const fitting = items.slice(0, countFitting(items));
  const last = fitting.at(-1);
  const hasMore = isFollowed || fitting.length < items.length;
  // The cursor first: whoever hands the page on as it is written finds it there.
  const head = JSON.stringify({
    next_cursor: hasMore && last ? cursorAfter(last.id) : null,
    has_more: hasMore,
    ...more,
  });
  const results = fitting.map(({ text }) => text).join(',');
  return new JsonText(Buffer.from(`${head.slice(0, -1)},"results":[${results}]}`));
}

/** How many of the first items a message takes; one at least. */
function countFitting(items: readonly WrittenItem[]): number {
  let bytes = 0;
  for (const [place, { text }] of items.entries()) {
    bytes += Buffer.byteLength(text);
    if (place > 0 && bytes > MAX_BYTES) return place;
  }
  return items.length;
}
