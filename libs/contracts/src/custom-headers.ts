import { z } from 'zod';

/** Only what a web server may be told; the names that the product sets itself are refused. */
const HeaderName = z
  .string()
  .max(100)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u, { error: 'must be the name of an HTTP header' })
  .refine((name) => !isReserved(name.toLowerCase()), {
    error: 'is set by the product, or belongs to the connection',
    params: { code: 'invalid_value' },
  });

const RESERVED = [
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'user-agent',
];
const isReserved = (name: string): boolean => RESERVED.includes(name) || name.startsWith('webhook-');

const HeaderValue = z
  .string()
  .max(1_000)
  .regex(/^[\t\x20-\x7e]*$/u, { error: 'must be printable ASCII' });

const MAX_HEADERS_LENGTH = 4_000;

const namesIn = (headers: Readonly<Record<string, string>>): string[] =>
  Object.keys(headers).map((name) => name.toLowerCase());

const lengthOf = (headers: Readonly<Record<string, string>>): number =>
  Object.entries(headers).reduce((length, [name, value]) => length + name.length + value.length, 0);

/** Headers that a caller adds to requests of the product. */
export const CustomHeaders = z
  .record(HeaderName, HeaderValue)
  .refine((headers) => Object.keys(headers).length <= 20, {
    error: 'must have at most 20 headers',
    params: { code: 'too_long' },
  })
  .refine((headers) => lengthOf(headers) <= MAX_HEADERS_LENGTH, {
    error: 'must have at most 4,000 characters together',
    params: { code: 'too_long' },
  })
  .refine((headers) => new Set(namesIn(headers)).size === Object.keys(headers).length, {
    error: 'must not name a header twice: upper and lower case are the same',
    params: { code: 'duplicate' },
  })
  .meta({
    description: 'Sent with every delivery; at most 20, with 4,000 characters together. Kept encrypted.',
  });
