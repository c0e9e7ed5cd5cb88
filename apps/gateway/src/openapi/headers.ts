import { REQUEST_ID } from './examples/ids.js';

/** Headers that the document refers to by name. */
export const HEADERS = {
  RequestId: {
    description: 'The id that was sent, or a new one. It is in every log line about the request.',
    schema: { type: 'string' },
    example: REQUEST_ID,
  },
  RateLimitLimit: {
    description: 'Requests a minute under the limit that leaves the least.',
    schema: { type: 'integer' },
    example: 600,
  },
  RateLimitRemaining: {
    description: 'Requests left in this minute.',
    schema: { type: 'integer' },
    example: 597,
  },
  RateLimitReset: {
    description: 'When the minute ends, as a Unix time in seconds.',
    schema: { type: 'integer' },
    example: 1_776_931_260,
  },
  RetryAfter: { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 }, example: 24 },
  IdempotentReplayed: {
    description: 'Present when this is the answer that an earlier request with the same key got.',
    schema: { const: 'true' },
    example: 'true',
  },
  ContentDisposition: {
    description: 'A name for the file, for whoever saves it.',
    schema: { type: 'string' },
    example: 'attachment; filename="camp_01h455vb4pex5vsknk084sn02q-sends.csv"',
  },
  WwwAuthenticate: {
    description: 'How to authenticate.',
    schema: { type: 'string' },
    example: 'Bearer',
  },
} as const;

type HeaderName = keyof typeof HEADERS;

const RATE_LIMITS = {
  'X-RateLimit-Limit': 'RateLimitLimit',
  'X-RateLimit-Remaining': 'RateLimitRemaining',
  'X-RateLimit-Reset': 'RateLimitReset',
} as const satisfies Record<string, HeaderName>;

/** What an answer carries beside its body. */
export function headersOf(status: number, counted: boolean, repeatable: boolean): Record<string, object> {
  const names: Record<string, HeaderName> = {
    'X-Request-Id': 'RequestId',
    ...(counted && status !== 401 && RATE_LIMITS),
    ...(status === 429 && { 'Retry-After': 'RetryAfter' }),
    ...((status === 401 || status === 403) && { 'WWW-Authenticate': 'WwwAuthenticate' }),
    ...(repeatable && { 'Idempotent-Replayed': 'IdempotentReplayed' }),
  };
  return Object.fromEntries(Object.entries(names).map(([header, name]) => [header, headerRef(name)]));
}

const headerRef = (name: HeaderName): { $ref: string } => ({ $ref: `#/components/headers/${name}` });

/** In addition, of an answer that is a file. */
export const HEADERS_OF_FILES = { 'Content-Disposition': headerRef('ContentDisposition') };

/** Request headers that many routes take. */
export const PARAMETERS = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'An id of your own, to find the request again; 1 to 128 printable ASCII characters.',
    schema: { type: 'string' },
    example: REQUEST_ID,
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes it safe to send the request again: within 24 hours the same key and body get the first answer, and nothing is done twice.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
    example: 'launch-of-2026-04-23',
  },
} as const;

export const parameterRef = (name: keyof typeof PARAMETERS): { $ref: string } => ({
  $ref: `#/components/parameters/${name}`,
});
