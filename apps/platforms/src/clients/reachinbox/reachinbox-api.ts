import type { z } from 'zod';
import { asked } from '../platform-answer.js';
import type { PlatformCall, PlatformRequest } from '../platform-client.js';

/** A request with the key of the connection. */
export function ask<Schema extends z.ZodType>(
  call: PlatformCall,
  request: PlatformRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const headers = { authorization: `Bearer ${call.credentials['api_key'] ?? ''}` };
  return asked(call, { ...request, headers }, schema);
}

/** Lists come as an array, or in an object under one of these names: their pages and their answers differ. */
export function rowsIn(data: unknown, ...names: readonly string[]): unknown {
  if (Array.isArray(data) || typeof data !== 'object' || data === null) return data;
  const name = names.find((each) => Array.isArray(Reflect.get(data, each)));
  return name === undefined ? data : Reflect.get(data, name);
}
