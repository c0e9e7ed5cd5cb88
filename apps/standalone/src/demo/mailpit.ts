import { z } from 'zod';
import { getJson } from './get-json.js';
import type { MailboxContent } from './reconciliation.js';

/** A page of Mailpit's API, as far as it matters here. */
const Page = z.object({ total: z.number(), messages: z.array(z.object({ MessageID: z.string() })) });
const PAGE_SIZE = 1_000;

/** The messages in Mailpit, which refuses nobody and whose recipients do nothing. */
export async function mailpitContent(url: string): Promise<MailboxContent> {
  const messageIds: string[] = [];
  for (;;) {
    const page = await getJson(Page, `${url}/api/v1/messages?start=${messageIds.length}&limit=${PAGE_SIZE}`);
    messageIds.push(...page.messages.map(({ MessageID }) => `<${MessageID}>`));
    if (page.messages.length === 0 || messageIds.length >= page.total) break;
  }
  return { messageIds, refusedAddresses: [], reactions: [], pending: 0 };
}
