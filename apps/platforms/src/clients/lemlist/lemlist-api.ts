import type { z } from 'zod';
import { asked } from '../platform-answer.js';
import type { PlatformCall, PlatformRequest } from '../platform-client.js';
import { PlatformError } from '../platform-error.js';

/** The largest page of their lists. */
export const PAGE = 100;

/** A request with the key of the connection: the password of a user without a name. */
export function ask<Schema extends z.ZodType>(
  call: PlatformCall,
  request: PlatformRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const key = Buffer.from(`:${call.credentials['api_key'] ?? ''}`).toString('base64');
  return asked(call, { ...request, headers: { authorization: `Basic ${key}` } }, schema);
}

/** Undefined in place of a refusal in these words. */
export async function unlessRefused<Result>(
  request: Promise<Result>,
  words: RegExp,
): Promise<Result | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'rejected' && words.test(error.message))
      return undefined;
    throw error;
  }
}

export function campaignPath(id: string): string {
  return `/campaigns/${encodeURIComponent(id)}`;
}
