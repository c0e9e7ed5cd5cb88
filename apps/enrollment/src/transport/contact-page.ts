import type { ContactView, Page } from '#contracts';
import { cursorAfter } from '#database';
import type { Contact } from '../persistence/contacts.js';
import { contactView } from './contact.view.js';

/** Three quarters of what a NATS message may have. */
const MAX_BYTES = 768 * 1_024;

/** The page of at most `size` contacts that `found` begins with: fewer, where their custom fields are very large. */
export function contactPage(found: readonly Contact[], size: number): Page<ContactView> {
  const results: ContactView[] = [];
  let bytes = 0;
  for (const contact of found.slice(0, size)) {
    const view = contactView(contact);
    bytes += Buffer.byteLength(JSON.stringify(view));
    if (results.length > 0 && bytes > MAX_BYTES) break;
    results.push(view);
  }
  const last = results.at(-1);
  const has_more = found.length > results.length;

  return { results, next_cursor: has_more && last ? cursorAfter(last.id) : null, has_more };
}
