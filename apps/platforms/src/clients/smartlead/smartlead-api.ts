import type { z } from 'zod';
import { asked } from '../platform-answer.js';
import type { PlatformCall, PlatformRequest } from '../platform-client.js';

/** The largest page of their lists. */
export const PAGE = 100;

/** A request with the key of the connection, which they take in the query only. */
export function ask<Schema extends z.ZodType>(
  call: PlatformCall,
  request: PlatformRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const query = { api_key: call.credentials['api_key'] ?? '', ...request.query };
  return asked(call, { ...request, query }, schema);
}

/** All items of a list that is read by offset. The last page is not full. */
export async function* allPages<Item>(
  pageFrom: (offset: number) => Promise<readonly Item[]>,
): AsyncGenerator<Item> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await pageFrom(offset);
    yield* page;
    if (page.length < PAGE) return;
  }
}

export const campaignPath = (id: string, below = ''): string =>
  `/campaigns/${encodeURIComponent(id)}${below}`;
