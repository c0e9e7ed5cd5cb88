export const REQUEST_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** Headers that the document refers to by name. */
export const HEADERS = {
  RequestId: {
    description: 'The id of the request: yours, or a new one. Every log line about the request has it.',
    schema: { type: 'string' },
    example: REQUEST_ID,
  },
  RateLimitLimit: {
    description: 'Requests per minute of the limit that leaves the least.',
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
    description: 'Present when this repeats the response to an earlier request with the same key.',
    schema: { const: 'true' },
    example: 'true',
  },
  ContentDisposition: {
    description: 'The name of the file.',
    schema: { type: 'string' },
    example: 'attachment; filename="camp_01h455vb4pex5vsknk084sn02q-sends.csv"',
  },
  WwwAuthenticate: { description: 'How to authenticate.', schema: { type: 'string' }, example: 'Bearer' },
} as const;

type HeaderName = keyof typeof HEADERS;

const RATE_LIMITS = {
  'X-RateLimit-Limit': 'RateLimitLimit',
  'X-RateLimit-Remaining': 'RateLimitRemaining',
  'X-RateLimit-Reset': 'RateLimitReset',
} as const satisfies Record<string, HeaderName>;

/** The headers of a response. */
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

/** The further headers of a file. */
export const FILE_HEADERS = { 'Content-Disposition': headerRef('ContentDisposition') };

/** Request headers that many routes take. */
export const PARAMETERS = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Your own id of the request, 1 to 128 printable ASCII characters.',
    schema: { type: 'string' },
    example: REQUEST_ID,
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes it safe to repeat the request: for 24 hours, the same key and body get the first response, and nothing happens twice.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
    example: 'launch-of-2026-04-23',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'The `ETag` of the GET of this address, or several: the request is a 412 once the resource has changed since. `*` stands for any state. Needs the right to read the resource.',
    schema: { type: 'string' },
    example: '"2jmj7l5rSw0yVb_vlWAYkK_YBwk"',
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'The last event that the client had: the stream goes on after it.',
    schema: { type: 'string' },
    example: 'evt_01kns0fhj0fgzsyq1d3snqn302',
  },
} as const;

export const parameterRef = (name: keyof typeof PARAMETERS): { $ref: string } => ({
  $ref: `#/components/parameters/${name}`,
});
