const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // Answers belong to one key. A cache in between must not give them to another.
  'cache-control': 'no-store',
} as const;

const ONE_YEAR_SECONDS = 31_536_000;

/** For every answer. Browsers are told to insist on TLS only where the API is reached by it. */
export const securityHeaders = (publicUrl: string): Readonly<Record<string, string>> =>
  publicUrl.startsWith('https:')
    ? { ...HEADERS, 'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}` }
    : HEADERS;
