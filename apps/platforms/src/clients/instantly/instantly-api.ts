import type { z } from 'zod';
import { asked } from '../platform-answer.js';
import type { PlatformCall, PlatformRequest } from '../platform-client.js';

/** The largest page of their lists. */
export const PAGE = 100;

/** A request with the key of the connection. */
export function ask<Schema extends z.ZodType>(
  call: PlatformCall,
  request: PlatformRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const headers = { authorization: `Bearer ${call.credentials['api_key'] ?? ''}` };
  return asked(call, { ...request, headers }, schema);
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_starting_after?: string | null | undefined;
}

/** All items of a list: the last page may name a next one, which is empty. */
export async function* allPages<Item>(
  pageAfter: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await pageAfter(cursor);
    yield* page.items;
    cursor = page.items.length === 0 ? undefined : (page.next_starting_after ?? undefined);
  } while (cursor !== undefined);
}
