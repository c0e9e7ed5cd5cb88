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
export function pageFrom<Item extends { readonly id: Id<IdPrefix> }, More extends object = object>(
  found: readonly Item[],
  size: number,
  more?: More,
): JsonText<PageOf<Item> & More> {
  const results = found.slice(0, size);
  const isFollowed = found.length > size;
  // All at once: to write each item alone and to measure it took as long again.
  const page = { ...headOf(results, isFollowed, more), results };
  const text = JSON.stringify(page);
  if (fits(text)) return new JsonText(text);

  const written = results.map((item) => ({ id: item.id, text: JSON.stringify(item) }));
  return pageOfWritten(written, isFollowed, more);
}

/** A page ends earlier where its items are very large, since an answer has to fit into a message. */
export function pageOfWritten<Page extends object>(
  items: readonly WrittenItem[],
  isFollowed: boolean,
  more?: object,
): JsonText<Page> {
  const whole = joined(items, isFollowed, more);
  if (fits(whole)) return new JsonText(whole);

  const fitting = items.slice(0, countFitting(items));
  return new JsonText(joined(fitting, isFollowed || fitting.length < items.length, more));
}

function joined(items: readonly WrittenItem[], isFollowed: boolean, more?: object): string {
  const head = JSON.stringify(headOf(items, isFollowed, more));
  const results = items.map(({ text }) => text).join(',');
  return `${head.slice(0, -1)},"results":[${results}]}`;
}

/** A character has three bytes at most; counted only where that could be too many. */
const fits = (text: string): boolean => text.length * 3 <= MAX_BYTES || Buffer.byteLength(text) <= MAX_BYTES;

/** The cursor first: whoever hands the page on as it is written finds it there. */
function headOf(items: readonly Pick<WrittenItem, 'id'>[], isFollowed: boolean, more?: object) {
  const last = items.at(-1);
  return {
    next_cursor: isFollowed && last ? cursorAfter(last.id) : null,
    has_more: isFollowed,
    ...more,
  };
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
