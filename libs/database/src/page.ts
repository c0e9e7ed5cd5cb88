import type { Id, IdPrefix } from '#kernel';
import { cursorAfter } from './cursor.js';

/** Three quarters of what a NATS message may have. */
const MAX_BYTES = 768 * 1_024;

/**
 * The page of at most `size` that `found` begins with, where `found` has one more than that if there is a next page. A
 * page ends earlier where its items are very large, since an answer has to fit into a message.
 */
export function pageFrom<Item extends { readonly id: Id<IdPrefix> }>(
  found: readonly Item[],
  size: number,
): { next_cursor: string | null; has_more: boolean; results: Item[] } {
  const results: Item[] = [];
  let bytes = 0;
  for (const item of found.slice(0, size)) {
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (results.length > 0 && bytes > MAX_BYTES) break;
    results.push(item);
  }
  const last = results.at(-1);
  const has_more = found.length > results.length;

  // The cursor first: whoever hands the page on as it is written finds it there.
  return { next_cursor: has_more && last ? cursorAfter(last.id) : null, has_more, results };
}
